package io.kobox.fs.ramfs;

import io.kobox.syscalls.ErrnoException;

/** A file of a layer that is never written; until someone writes, the machine reads it here. */
public interface LowerFile {
  /** Its size now. */
  long size();

  /** Opens its content. */
  Reader open() throws ErrnoException;

  /** An open content. */
  interface Reader {
    /** Reads at {@code position}; 0 at the end. */
    int read(long position, byte[] target, int offset, int count) throws ErrnoException;

    void close();
  }
}
