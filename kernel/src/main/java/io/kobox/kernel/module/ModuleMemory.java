package io.kobox.kernel.module;

/** One of a module's two blocks of memory (struct module_layout): where it is, how large. */
public record ModuleMemory(long base, long size) {
  static final ModuleMemory NONE = new ModuleMemory(0, 0);

  boolean contains(long address) {
    return Long.compareUnsigned(address - base, size) < 0;
  }
}
