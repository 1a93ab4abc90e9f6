package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;

/** A file that is read at once, as most modules are small, and each read is a system call. */
final class SmallFile implements ModuleTree.OpenFile {
  private static final int MAX_SIZE = 1 << 16;

  private final ModuleTree.OpenFile file;
  private final byte[] content;

  private SmallFile(ModuleTree.OpenFile file, byte[] content) {
    this.file = file;
    this.content = content;
  }

  /** {@code file}, read if it is small; it is closed when that fails. */
  static ModuleTree.OpenFile of(ModuleTree.OpenFile file) throws KmodException {
    if (file.size() > MAX_SIZE) {
      return file;
    }
    byte[] content = new byte[(int) file.size()];
    boolean done = false;
    try {
      if (file.read(0, content, 0, content.length) != content.length) {
        throw KmodException.invalid();
      }
      done = true;
    } finally {
      if (!done) {
        file.close();
      }
    }
    return new SmallFile(file, content);
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int read(long position, byte[] buffer, int offset, int count) {
    int from = (int) Math.min(position, content.length);
    int available = Math.min(count, content.length - from);
    System.arraycopy(content, from, buffer, offset, available);
    return available;
  }

  @Override
  public void close() {
    file.close();
  }
}
