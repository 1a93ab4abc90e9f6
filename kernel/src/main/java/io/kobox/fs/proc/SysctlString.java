package io.kobox.fs.proc;

import io.kobox.fs.Position;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A string variable (kernel/sysctl.c: proc_dostring). */
public final class SysctlString implements SysctlHandler {
  /** The variable. */
  public interface Variable {
    String get();

    void set(String value) throws ErrnoException;
  }

  private final Variable variable;
  private final int capacity;

  /** {@code capacity} counts the NUL at the end; what is longer is cut. */
  public SysctlString(int capacity, Variable variable) {
    this.capacity = capacity;
    this.variable = variable;
  }

  @Override
  public byte[] read(Position position, int count) {
    byte[] all = (variable.get() + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int from = (int) Math.min(all.length, position.value());
    byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + count));
    position.advance(part.length);
    return part;
  }

  /** Up to the newline or NUL; a write that is not the first must go on where the last ended. */
  @Override
  public int write(Position position, byte[] bytes) throws ErrnoException {
    String old = variable.get();
    long from = position.value();
    position.advance(bytes.length);
    if (from > Math.min(old.length(), capacity - 1)) {
      return bytes.length;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\0') {
      end++;
    }
    String value = old.substring(0, (int) from) + text.substring(0, end);
    variable.set(value.substring(0, Math.min(value.length(), capacity - 1)));
    return bytes.length;
  }
}
