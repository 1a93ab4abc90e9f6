package io.kobox.image;

import io.kobox.checkpoint.HostSide;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the host that a program of the machine has open: kobox's own standard input, output
 * or error.
 *
 * @param terminal whether it is a terminal
 */
@HostSide
public record HostStream(
    @Nullable InputStream input, @Nullable OutputStream output, boolean terminal) {
  int read(byte[] buffer, int offset, int count) throws ErrnoException {
    if (input == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    try {
      return Math.max(0, input.read(buffer, offset, count));
    } catch (IOException e) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  int write(byte[] buffer, int offset, int count) throws ErrnoException {
    if (output == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    try {
      output.write(buffer, offset, count);
      output.flush();
      return count;
    } catch (IOException e) {
      throw new ErrnoException(Errno.EPIPE);
    }
  }
}
