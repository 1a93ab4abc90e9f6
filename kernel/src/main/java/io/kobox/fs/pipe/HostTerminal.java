package io.kobox.fs.pipe;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/** The terminal that the user sits at, to read from and write to: /dev/tty, /dev/console. */
public final class HostTerminal implements FileOperations {
  private final HostInput input;
  private final HostOutput output;

  public HostTerminal(HostInput input, HostOutput output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public void open(OpenFile file) {
    file.makeNonSeekable();
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    return input.read(file, buffer, position);
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    return output.write(file, buffer, position);
  }

  @Override
  public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    return input.ioctl(file, request, argument, memory);
  }
}
