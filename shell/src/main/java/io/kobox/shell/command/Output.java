package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;

/**
 * A buffered writer on a file descriptor. Strings hold bytes as chars (ISO 8859-1), as everywhere
 * inside the machine.
 */
public final class Output {
  private static final int CAPACITY = 4096;

  private final SystemCalls calls;
  private final int fd;
  private final byte[] buffer = new byte[CAPACITY];
  private int used;

  public Output(SystemCalls calls, int fd) {
    this.calls = calls;
    this.fd = fd;
  }

  public void print(String text) throws ErrnoException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    write(bytes, 0, bytes.length);
  }

  public void println(String text) throws ErrnoException {
    print(text + "\n");
  }

  public void write(byte[] bytes, int offset, int length) throws ErrnoException {
    if (used + length > CAPACITY) {
      flush();
    }
    if (length > CAPACITY) {
      writeAll(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  public void flush() throws ErrnoException {
    int count = used;
    used = 0;
    writeAll(buffer, 0, count);
  }

  private void writeAll(byte[] bytes, int offset, int length) throws ErrnoException {
    int done = 0;
    while (done < length) {
      done += calls.write(fd, bytes, offset + done, length - done);
    }
  }
}
