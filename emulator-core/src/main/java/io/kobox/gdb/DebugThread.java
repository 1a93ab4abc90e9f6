package io.kobox.gdb;

/**
 * A thread as gdb is told of it.
 *
 * @param id its number, more than 0
 * @param state in words
 */
public record DebugThread(long id, String name, String state) {}
