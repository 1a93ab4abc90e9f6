package io.kobox.capstone;

/**
 * An instruction in AT&amp;T's syntax, as objdump prints it.
 *
 * @param address where it is
 * @param size its length in bytes
 * @param mnemonic {@code callq}
 * @param operands {@code 0xffffffff81a01000}; empty if it has none
 */
public record Instruction(long address, int size, String mnemonic, String operands) {}
