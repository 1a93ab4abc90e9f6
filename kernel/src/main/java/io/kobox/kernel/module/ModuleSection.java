package io.kobox.kernel.module;

/**
 * A section of a loaded module that has an address and a size.
 *
 * @param note whether it holds notes (SHT_NOTE), which /sys/module/NAME/notes shows
 */
public record ModuleSection(String name, long address, long size, boolean note) {}
