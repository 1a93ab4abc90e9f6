package io.kobox.kernel.module;

/**
 * A symbol of a module, as /proc/kallsyms lists it.
 *
 * @param type nm's letter; upper case for exported ones is not used by modules
 */
public record ModuleSymbol(long address, long size, char type, String name, boolean core) {}
