package io.kobox.fs.pipe;

import io.kobox.checkpoint.HostSide;
import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Standard output or standard error of the java process. */
public final class HostOutput implements FileOperations {
  private static final int UNIT = 65536;

  @HostSide private final OutputStream stream;
  private final Runnable sigpipe;
  private final @Nullable Terminal terminal;

  /**
   * @param stream the plain stream: a PrintStream would hide its errors
   * @param sigpipe sends SIGPIPE to the task that runs, when nobody reads any more
   * @param terminal null when the stream is none
   */
  public HostOutput(OutputStream stream, Runnable sigpipe, @Nullable Terminal terminal) {
    this.stream = stream;
    this.sigpipe = sigpipe;
    this.terminal = terminal;
  }

  @Override
  public void open(OpenFile file) {
    file.makeNonSeekable();
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    byte[] bytes = buffer.loadAll(UNIT);
    try {
      stream.write(bytes);
      stream.flush();
    } catch (IOException e) {
      sigpipe.run();
      throw new ErrnoException(Errno.EPIPE);
    }
    return bytes.length;
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
