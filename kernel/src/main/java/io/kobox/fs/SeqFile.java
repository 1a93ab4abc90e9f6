package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;

/**
 * An open file whose text is made when it is read (fs/seq_file.c with single_open). Reading on goes
 * through the text that the first read saw; a read at the start, or at another place than the last
 * one ended, makes it anew.
 *
 * <p>Linux gives at most what its buffer of a page or more holds per read; here one read may give
 * all. Only a program that reads once with a big buffer sees the difference.
 */
public final class SeqFile {
  /** Makes the text. */
  @FunctionalInterface
  public interface Show {
    byte[] show() throws ErrnoException;
  }

  private final Show show;
  private byte[] content = {};
  private long readPosition;

  public SeqFile(Show show) {
    this.show = show;
  }

  /** seq_read. */
  public int read(UserBuffer buffer, Position position) throws ErrnoException {
    long from = position.value();
    if (from == 0 || from != readPosition) {
      content = show.show();
      readPosition = from;
    }
    int count = (int) Math.min(buffer.length(), Math.max(0, content.length - from));
    if (count > 0) {
      buffer.store(0, content, (int) from, count);
      position.advance(count);
      readPosition = position.value();
    }
    return count;
  }

  /** seq_lseek: only from the start or from here. */
  public static long seek(OpenFile file, long offset, int whence) throws ErrnoException {
    return Seek.withoutEnd(file, offset, whence);
  }
}
