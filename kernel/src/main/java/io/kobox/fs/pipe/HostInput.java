package io.kobox.fs.pipe;

import io.kobox.checkpoint.HostSide;
import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.ExternalWait;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard input of the java process. The machine runs on while a process waits for it. Unlike on
 * Linux, poll always finds it readable, and an input that is a file cannot be sought in.
 */
public final class HostInput implements FileOperations {
  private static final int UNIT = 65536;

  @HostSide private final InputStream stream;
  private final ExternalWait externalWait;
  private final @Nullable Terminal terminal;

  /** {@code terminal} is null when the stream is none. */
  public HostInput(InputStream stream, ExternalWait externalWait, @Nullable Terminal terminal) {
    this.stream = stream;
    this.externalWait = externalWait;
    this.terminal = terminal;
  }

  @Override
  public void open(OpenFile file) {
    file.makeNonSeekable();
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (buffer.length() == 0) {
      return 0;
    }
    byte[] bytes = new byte[Math.min(UNIT, buffer.length())];
    int count = Math.max(0, readStream(bytes));
    buffer.store(0, bytes, 0, count);
    return count;
  }

  private int readStream(byte[] bytes) throws ErrnoException {
    try {
      return stream.available() > 0 ? stream.read(bytes) : waitFor(bytes);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  private int waitFor(byte[] bytes) throws ErrnoException, IOException {
    try {
      return externalWait.call(() -> stream.read(bytes));
    } catch (ErrnoException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  @Override
  public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    if (terminal == null) {
      throw new ErrnoException(Errno.ENOTTY);
    }
    return terminal.ioctl(request, argument, memory);
  }
}
