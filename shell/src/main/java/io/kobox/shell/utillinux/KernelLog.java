package io.kobox.shell.utillinux;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;

/** Where dmesg's records come from: /dev/kmsg, syslog(2) or a file. */
final class KernelLog {
  /** What is done with each record. */
  @FunctionalInterface
  interface Sink {
    void accept(LogRecord record) throws ErrnoException;
  }

  private static final int SYSLOG_ACTION_READ_ALL = 3;
  private static final int SYSLOG_ACTION_SIZE_BUFFER = 10;
  private static final int SEEK_DATA = 3;
  private static final int RECORD_MAX = 8191;
  private static final int MAX_FILE = 64 << 20;

  private final Session session;

  KernelLog(Session session) {
    this.session = session;
  }

  /** All records of /dev/kmsg since the last clear; false if it cannot be opened. */
  boolean readKmsg(boolean follow, boolean onlyNew, Sink sink)
      throws ErrnoException, CommandException {
    SystemCalls calls = session.calls();
    int fd;
    try {
      int flags = OpenFlags.O_RDONLY | (follow ? 0 : OpenFlags.O_NONBLOCK);
      fd = calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", flags, 0);
    } catch (ErrnoException e) {
      return false;
    }
    seek(fd, onlyNew ? SystemCalls.SEEK_END : SEEK_DATA);
    byte[] buffer = new byte[RECORD_MAX];
    while (true) {
      int count;
      try {
        count = calls.read(fd, buffer, 0, buffer.length);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EPIPE) {
          continue;
        }
        if (e.errno() != Errno.EAGAIN) {
          throw CommandException.failure("read kernel buffer failed", e);
        }
        count = 0;
      }
      if (count <= 0) {
        calls.close(fd);
        return true;
      }
      LogRecord record = LogParser.kmsg(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      if (record != null) {
        sink.accept(record);
      }
      if (follow) {
        session.out().flush();
      }
    }
  }

  private void seek(int fd, int whence) {
    try {
      session.calls().lseek(fd, 0, whence);
    } catch (ErrnoException e) {
      return;
    }
  }

  /** The whole buffer as syslog(2) gives it. */
  String readSyslog() throws CommandException {
    try {
      int size = session.calls().syslog(SYSLOG_ACTION_SIZE_BUFFER, null, 0);
      byte[] buffer = new byte[Math.clamp(size, 8196, MAX_FILE)];
      int count = session.calls().syslog(SYSLOG_ACTION_READ_ALL, buffer, buffer.length);
      return new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1);
    } catch (ErrnoException e) {
      throw CommandException.failure("read kernel buffer failed", e);
    }
  }

  /** The text of a file with a saved log. */
  String readFile(String path) throws CommandException, ErrnoException {
    StringBuilder text = new StringBuilder();
    try (Input input = Input.open(session.calls(), path)) {
      byte[] buffer = new byte[4096];
      int count;
      while (text.length() < MAX_FILE && (count = input.read(buffer, 0, buffer.length)) > 0) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      return text.toString();
    } catch (ErrnoException e) {
      throw CommandException.failure("cannot open " + path, e);
    }
  }
}
