package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** One descriptor of a poll (struct pollfd). */
public final class PollEntry {
  private final int fd;
  private final int wanted;
  private int events;
  private @Nullable OpenFile file;

  /** Of a descriptor, which need not be open; a negative one is left out. */
  public PollEntry(int fd, int wanted) {
    this.fd = fd;
    this.wanted = wanted | PollEvents.POLLERR | PollEvents.POLLHUP;
  }

  public int fd() {
    return fd;
  }

  /** What has happened (revents). */
  public int events() {
    return events;
  }

  void resolve(FileDescriptorTable descriptors) throws ErrnoException {
    if (fd < 0) {
      return;
    }
    OpenFile found = descriptors.isOpen(fd) ? descriptors.get(fd) : null;
    if (found == null || found.isPathOnly()) {
      events = PollEvents.POLLNVAL;
    } else {
      file = found;
    }
  }

  /** Asks the file; whether there are events. */
  boolean look(PollTable table) {
    if (file != null) {
      events = file.operations().poll(file, table) & wanted;
    }
    return events != 0;
  }
}
