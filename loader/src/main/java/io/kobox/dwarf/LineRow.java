package io.kobox.dwarf;

/**
 * A row of a line table: from here to the next row's place the code is that line's.
 *
 * @param section the number of the section that the code lies in
 * @param offset where in the section, in bytes
 * @param line from 1; 0 for code that belongs to no line
 * @param statement whether a breakpoint on the line would be put here
 * @param end the first byte after a run of code, which has no line
 */
public record LineRow(
    int section, long offset, String file, int line, boolean statement, boolean end) {}
