package io.kobox.fs.proc;

import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.SeqFile;
import io.kobox.fs.TextOperations;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** A file of /proc that shows a text, and may take one. */
public final class ProcText extends TextOperations {
  /** Takes what one write brought; the result is how many bytes were used. */
  @FunctionalInterface
  public interface Writer {
    int write(byte[] bytes) throws ErrnoException;
  }

  private static final int LONGEST_WRITE = 1 << 20;

  private final @Nullable Writer writer;

  public ProcText(SeqFile.Show show) {
    super(show);
    this.writer = null;
  }

  public ProcText(SeqFile.Show show, Writer writer) {
    super(show);
    this.writer = writer;
  }

  /** Without a write method root's open succeeds and the write fails (proc_reg_write). */
  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (writer == null) {
      throw new ErrnoException(Errno.EIO);
    }
    int used = writer.write(buffer.loadAll(LONGEST_WRITE));
    position.advance(used);
    return used;
  }
}
