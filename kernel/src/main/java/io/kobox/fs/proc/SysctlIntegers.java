package io.kobox.fs.proc;

import io.kobox.fs.Position;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One or several int variables (kernel/sysctl.c: do_proc_dointvec, proc_dointvec_minmax). */
public final class SysctlIntegers implements SysctlHandler {
  /** A variable. */
  public interface Variable {
    int get();

    void set(int value) throws ErrnoException;
  }

  private static final int PAGE_SIZE = 4096;

  /** TMPBUFLEN: a number and its end fit in here. */
  private static final int LONGEST_NUMBER = 22;

  private final int minimum;
  private final int maximum;
  private final Variable[] variables;

  /** A write must lie between the limits, else EINVAL. */
  public SysctlIntegers(int minimum, int maximum, Variable... variables) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.variables = variables.clone();
  }

  /** Without limits. */
  public static SysctlIntegers of(Variable... variables) {
    return new SysctlIntegers(Integer.MIN_VALUE, Integer.MAX_VALUE, variables);
  }

  /** Only the first read gives something. */
  @Override
  public byte[] read(Position position, int count) {
    if (position.value() != 0) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder();
    for (Variable variable : variables) {
      text.append(text.isEmpty() ? "" : "\t").append(variable.get());
    }
    text.append('\n');
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] part = Arrays.copyOf(bytes, Math.min(count, bytes.length));
    position.advance(part.length);
    return part;
  }

  /** With sysctl_writes_strict a write that is not the first is swallowed. */
  @Override
  public int write(Position position, byte[] bytes) throws ErrnoException {
    if (position.value() != 0) {
      position.advance(bytes.length);
      return bytes.length;
    }
    int length = Math.min(bytes.length, PAGE_SIZE - 1);
    Numbers numbers = new Numbers(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    int done = 0;
    while (done < variables.length && numbers.skipSpaces()) {
      variables[done].set(inRange(numbers.next()));
      done++;
    }
    if (done == 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    numbers.skipSpaces();
    position.advance(numbers.at());
    return numbers.at() + bytes.length - length;
  }

  private int inRange(long value) throws ErrnoException {
    if (value < minimum || value > maximum) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return (int) value;
  }

  /** The numbers in a text (proc_get_long). */
  private static final class Numbers {
    private final String text;
    private int at;

    Numbers(String text) {
      this.text = text;
    }

    int at() {
      return at;
    }

    /** False at the end. */
    boolean skipSpaces() {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      return at < text.length();
    }

    private static boolean isSpace(char c) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** EINVAL for what is no number or does not end at a blank. */
    long next() throws ErrnoException {
      String word = text.substring(at, Math.min(text.length(), at + LONGEST_NUMBER - 1));
      int sign = word.startsWith("-") && word.length() > 1 ? 1 : 0;
      int radix = radix(word, sign);
      int digits = sign + (radix == 16 ? 2 : 0);
      int end = digits;
      long value = 0;
      while (end < word.length() && Character.digit(word.charAt(end), radix) >= 0) {
        value = Math.min(value * radix + Character.digit(word.charAt(end), radix), 1L << 40);
        end++;
      }
      boolean ended = at + end == text.length() || " \t\n".indexOf(text.charAt(at + end)) >= 0;
      if (end == digits || end == LONGEST_NUMBER - 1 || !ended) {
        throw new ErrnoException(Errno.EINVAL);
      }
      at += end;
      return sign == 1 ? -value : value;
    }

    /** _parse_integer_fixup_radix with base 0. */
    private static int radix(String word, int from) {
      if (!word.startsWith("0", from)) {
        return 10;
      }
      boolean hex =
          from + 2 < word.length()
              && Character.toLowerCase(word.charAt(from + 1)) == 'x'
              && Character.digit(word.charAt(from + 2), 16) >= 0;
      return hex ? 16 : 8;
    }
  }
}
