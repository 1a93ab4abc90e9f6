package io.kobox.shell.lang;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of builtins: buffered by line, as bash sets it (shell.c: sh_setlinebuf). A device
 * sees one write per line.
 */
public final class LineOutput {
  private static final int CAPACITY = 4096;

  private final StringBuilder buffer = new StringBuilder();
  private @Nullable Errno failure;

  /** Adds {@code text}; everything up to its last newline is written now, in one call. */
  public void print(SystemCalls calls, String text) {
    int newline = text.lastIndexOf('\n');
    buffer.append(text, 0, newline + 1);
    if (newline >= 0 || buffer.length() > CAPACITY) {
      flush(calls);
    }
    buffer.append(text, newline + 1, text.length());
    if (buffer.length() > CAPACITY) {
      flush(calls);
    }
  }

  /** Writes what is left; what went wrong since the last call, or null. */
  public @Nullable Errno finish(SystemCalls calls) {
    flush(calls);
    Errno result = failure;
    failure = null;
    return result;
  }

  private void flush(SystemCalls calls) {
    byte[] bytes = buffer.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    buffer.setLength(0);
    int done = 0;
    try {
      while (done < bytes.length) {
        done += calls.write(1, bytes, done, bytes.length - done);
      }
    } catch (ErrnoException e) {
      failure = Errno.of(e.number());
    }
  }
}
