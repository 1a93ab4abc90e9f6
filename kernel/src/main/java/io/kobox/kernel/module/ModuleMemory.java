package io.kobox.kernel.module;

/**
 * One of a module's two blocks of memory (struct module_layout).
 *
 * @param textSize the bytes from its start that hold code, whole pages
 */
public record ModuleMemory(long base, long size, long textSize) {
  static final ModuleMemory NONE = new ModuleMemory(0, 0, 0);

  public boolean contains(long address) {
    return Long.compareUnsigned(address - base, size) < 0;
  }

  public boolean isText(long address) {
    return Long.compareUnsigned(address - base, textSize) < 0;
  }

  public long textEnd() {
    return base + textSize;
  }
}
