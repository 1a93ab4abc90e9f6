package io.kobox.fs.pipe;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** An end of a pipe, or an open FIFO (fs/pipe.c: pipefifo_fops). */
final class PipeOperations implements FileOperations {
  private final Pipe pipe;

  PipeOperations(Pipe pipe) {
    this.pipe = pipe;
  }

  /** Counts a new open file, without waiting for the other end. */
  void attach(OpenFile file) {
    file.makeNonSeekable();
    if (file.isReadable()) {
      pipe.addReader();
    }
    if (file.isWritable()) {
      pipe.addWriter();
    }
  }

  /** fifo_open: waits for the other end unless O_NONBLOCK. */
  @Override
  public void open(OpenFile file) throws ErrnoException {
    if (!file.isReadable() && !file.isWritable()) {
      throw new ErrnoException(Errno.EINVAL);
    }
    boolean writeOnly = !file.isReadable();
    if (writeOnly && file.isNonBlocking() && pipe.readers() == 0) {
      throw new ErrnoException(Errno.ENXIO);
    }
    attach(file);
    if (file.isNonBlocking()) {
      return;
    }
    try {
      waitForOtherEnd(file);
    } catch (ErrnoException e) {
      release(file);
      throw e;
    }
  }

  private void waitForOtherEnd(OpenFile file) throws ErrnoException {
    if (!file.isWritable() && pipe.writers() == 0) {
      int before = pipe.writersEver();
      pipe.queue().waitEvent(() -> pipe.writersEver() != before);
    }
    if (!file.isReadable() && pipe.readers() == 0) {
      int before = pipe.readersEver();
      pipe.queue().waitEvent(() -> pipe.readersEver() != before);
    }
  }

  @Override
  public void release(OpenFile file) {
    if (file.isReadable()) {
      pipe.dropReader();
    }
    if (file.isWritable()) {
      pipe.dropWriter();
    }
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    return pipe.read(buffer, file.isNonBlocking());
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    return pipe.write(buffer, file.isNonBlocking());
  }

  /** pipe_poll. */
  @Override
  public int poll(OpenFile file, PollTable table) {
    table.pollWait(pipe.queue());
    int events = 0;
    if (file.isReadable()) {
      events |= !pipe.isEmpty() ? PollEvents.POLLIN | PollEvents.POLLRDNORM : 0;
      events |= pipe.writers() == 0 ? PollEvents.POLLHUP : 0;
    }
    if (file.isWritable()) {
      events |= !pipe.isFull() ? PollEvents.POLLOUT | PollEvents.POLLWRNORM : 0;
      events |= pipe.readers() == 0 ? PollEvents.POLLERR : 0;
    }
    return events;
  }
}
