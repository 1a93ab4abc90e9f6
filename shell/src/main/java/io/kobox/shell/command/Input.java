package io.kobox.shell.command;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A buffered reader on a file descriptor, as stdio's: reads of 4096 bytes. */
public final class Input implements AutoCloseable {
  private static final int CAPACITY = 4096;

  /** A longer line is ENOMEM: a real program would grow until the machine has no memory left. */
  private static final int MAX_LINE = 16 << 20;

  private final SystemCalls calls;
  private final int fd;
  private final String path;
  private final byte[] buffer = new byte[CAPACITY];
  private byte[] line = new byte[256];
  private int next;
  private int limit;
  private boolean lineEnded;

  /** {@code path}: what errors of reading call the file. */
  public Input(SystemCalls calls, int fd, String path) {
    this.calls = calls;
    this.fd = fd;
    this.path = path;
  }

  /** Opens {@code path} for reading; "-" is standard input. */
  public static Input open(SystemCalls calls, String path) throws ErrnoException {
    if (path.equals("-")) {
      return new Input(calls, 0, path);
    }
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC;
    return new Input(calls, calls.openat(OpenFlags.AT_FDCWD, path, flags, 0), path);
  }

  /** The next byte; -1 at the end. */
  public int read() throws CommandException {
    if (next == limit && !fill()) {
      return -1;
    }
    return buffer[next++] & 0xff;
  }

  /** The next bytes, at least one; -1 at the end. */
  public int read(byte[] target, int offset, int length) throws CommandException {
    if (next == limit && !fill()) {
      return -1;
    }
    int count = Math.min(length, limit - next);
    System.arraycopy(buffer, next, target, offset, count);
    next += count;
    return count;
  }

  /** Fills {@code target} as far as the file goes; the number of bytes read. */
  public int readFully(byte[] target) throws CommandException {
    int done = 0;
    while (done < target.length) {
      int count = read(target, done, target.length - done);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /** The next line without its newline; null at the end. */
  public @Nullable String readLine() throws CommandException {
    return readRecord('\n');
  }

  /** The next text up to {@code delimiter}, without it; null at the end. */
  public @Nullable String readRecord(char delimiter) throws CommandException {
    int length = 0;
    lineEnded = false;
    while (next < limit || fill()) {
      int end = next;
      while (end < limit && buffer[end] != (byte) delimiter) {
        end++;
      }
      length = append(length, end - next);
      next = end;
      if (next < limit) {
        next++;
        lineEnded = true;
        return text(length);
      }
    }
    return length == 0 ? null : text(length);
  }

  /** Whether the last line or record read had its delimiter (the last of a file may have none). */
  public boolean lineEnded() {
    return lineEnded;
  }

  /** Closes the descriptor, but not standard input. */
  @Override
  public void close() throws ErrnoException {
    if (fd != 0) {
      calls.close(fd);
    }
  }

  private boolean fill() throws CommandException {
    next = 0;
    limit = 0;
    try {
      limit = calls.read(fd, buffer, 0, CAPACITY);
    } catch (ErrnoException e) {
      throw CommandException.read(path, e);
    }
    return limit > 0;
  }

  private int append(int length, int count) throws CommandException {
    if (length + count > MAX_LINE) {
      throw CommandException.read(path, new ErrnoException(Errno.ENOMEM));
    }
    while (line.length < length + count) {
      line = Arrays.copyOf(line, line.length * 2);
    }
    System.arraycopy(buffer, next, line, length, count);
    return length + count;
  }

  private String text(int length) {
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }
}
