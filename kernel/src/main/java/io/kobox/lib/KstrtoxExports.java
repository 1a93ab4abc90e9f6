package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** lib/kstrtox.c: strict conversion of whole strings, with at most one newline at the end. */
@Leaf
public final class KstrtoxExports {
  private static final int EFAULT = 14;
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;

  private final GuestMemory memory;
  private final Width bits64;
  private final Width bits32;
  private final Width bits16;
  private final Width bits8;

  public KstrtoxExports(GuestMemory memory) {
    this.memory = memory;
    bits64 = new Width(64, memory::putLong);
    bits32 = new Width(32, (address, value) -> memory.putInt(address, (int) value));
    bits16 = new Width(16, (address, value) -> memory.putShort(address, (short) value));
    bits8 = new Width(8, (address, value) -> memory.putByte(address, (byte) value));
  }

  /** A result: 0 or a negative errno, and the value. */
  private record Result(int error, long value) {
    static Result failed(int errno) {
      return new Result(-errno, 0);
    }
  }

  /** Writes a value of some width. */
  private interface Store {
    void put(long address, long value);
  }

  /** The width of a result. */
  private record Width(int bits, Store store) {
    /** What is read of a program's text: a sign, all digits of base 2, a newline. */
    int userLimit() {
      return 1 + bits + 1;
    }
  }

  // int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
  @KernelExport(aliases = "_kstrtoul")
  public int kstrtoull(long s, int base, long res) {
    return unsigned(kernelText(s), base, res, bits64);
  }

  // int kstrtoll(const char *s, unsigned int base, long long *res)
  @KernelExport(aliases = "_kstrtol")
  public int kstrtoll(long s, int base, long res) {
    return signed(kernelText(s), base, res, bits64);
  }

  // int kstrtouint(const char *s, unsigned int base, unsigned int *res)
  @KernelExport
  public int kstrtouint(long s, int base, long res) {
    return unsigned(kernelText(s), base, res, bits32);
  }

  // int kstrtoint(const char *s, unsigned int base, int *res)
  @KernelExport
  public int kstrtoint(long s, int base, long res) {
    return signed(kernelText(s), base, res, bits32);
  }

  // int kstrtou16(const char *s, unsigned int base, u16 *res)
  @KernelExport
  public int kstrtou16(long s, int base, long res) {
    return unsigned(kernelText(s), base, res, bits16);
  }

  // int kstrtos16(const char *s, unsigned int base, s16 *res)
  @KernelExport
  public int kstrtos16(long s, int base, long res) {
    return signed(kernelText(s), base, res, bits16);
  }

  // int kstrtou8(const char *s, unsigned int base, u8 *res)
  @KernelExport
  public int kstrtou8(long s, int base, long res) {
    return unsigned(kernelText(s), base, res, bits8);
  }

  // int kstrtos8(const char *s, unsigned int base, s8 *res)
  @KernelExport
  public int kstrtos8(long s, int base, long res) {
    return signed(kernelText(s), base, res, bits8);
  }

  // int kstrtobool(const char *s, bool *res)
  @KernelExport
  public int kstrtobool(long s, long res) {
    return s == 0 ? -EINVAL : bool(kernelText(s), res);
  }

  private int bool(ParsedInteger.Text text, long res) {
    int value =
        switch (text.at(0)) {
          case 'y', 'Y', 't', 'T', '1' -> 1;
          case 'n', 'N', 'f', 'F', '0' -> 0;
          case 'o', 'O' ->
              switch (text.at(1)) {
                case 'n', 'N' -> 1;
                case 'f', 'F' -> 0;
                default -> -1;
              };
          default -> -1;
        };
    if (value < 0) {
      return -EINVAL;
    }
    memory.putByte(res, (byte) value);
    return 0;
  }

  // int kstrtoull_from_user(const char __user *s, size_t count, unsigned int base,
  //                         unsigned long long *res)
  @KernelExport(aliases = "kstrtoul_from_user")
  public int kstrtoull_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits64.userLimit(), text -> unsigned(text, base, res, bits64));
  }

  // int kstrtoll_from_user(const char __user *s, size_t count, unsigned int base, long long *res)
  @KernelExport(aliases = "kstrtol_from_user")
  public int kstrtoll_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits64.userLimit(), text -> signed(text, base, res, bits64));
  }

  // int kstrtouint_from_user(const char __user *s, size_t count, unsigned int base,
  //                          unsigned int *res)
  @KernelExport
  public int kstrtouint_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits32.userLimit(), text -> unsigned(text, base, res, bits32));
  }

  // int kstrtoint_from_user(const char __user *s, size_t count, unsigned int base, int *res)
  @KernelExport
  public int kstrtoint_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits32.userLimit(), text -> signed(text, base, res, bits32));
  }

  // int kstrtou16_from_user(const char __user *s, size_t count, unsigned int base, u16 *res)
  @KernelExport
  public int kstrtou16_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits16.userLimit(), text -> unsigned(text, base, res, bits16));
  }

  // int kstrtos16_from_user(const char __user *s, size_t count, unsigned int base, s16 *res)
  @KernelExport
  public int kstrtos16_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits16.userLimit(), text -> signed(text, base, res, bits16));
  }

  // int kstrtou8_from_user(const char __user *s, size_t count, unsigned int base, u8 *res)
  @KernelExport
  public int kstrtou8_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits8.userLimit(), text -> unsigned(text, base, res, bits8));
  }

  // int kstrtos8_from_user(const char __user *s, size_t count, unsigned int base, s8 *res)
  @KernelExport
  public int kstrtos8_from_user(long s, long count, int base, long res) {
    return fromUser(s, count, bits8.userLimit(), text -> signed(text, base, res, bits8));
  }

  // int kstrtobool_from_user(const char __user *s, size_t count, bool *res)
  @KernelExport
  public int kstrtobool_from_user(long s, long count, long res) {
    return fromUser(s, count, 3, text -> bool(text, res));
  }

  private ParsedInteger.Text kernelText(long s) {
    return index -> memory.getByte(s + index) & 0xff;
  }

  /** What {@code convert} makes of a text of the program; -EFAULT if it cannot be read. */
  private int fromUser(long s, long count, int limit, ToIntFunction<ParsedInteger.Text> convert) {
    ParsedInteger.Text text = userText(s, count, limit);
    return text == null ? -EFAULT : convert.applyAsInt(text);
  }

  /** The first {@code limit} bytes at {@code s}; null if they cannot be read. */
  private ParsedInteger.@Nullable Text userText(long s, long count, int limit) {
    int length = (int) (Long.compareUnsigned(count, limit) < 0 ? count : limit);
    try {
      byte[] copy = memory.bytes(s, length);
      return index -> index < copy.length ? copy[(int) index] & 0xff : 0;
    } catch (PageFaultException e) {
      return null;
    }
  }

  private int unsigned(ParsedInteger.Text text, int base, long res, Width width) {
    Result result = parse(text, text.at(0) == '+' ? 1 : 0, base);
    if (result.error() < 0) {
      return result.error();
    }
    if (width.bits() < 64 && result.value() >>> width.bits() != 0) {
      return -ERANGE;
    }
    width.store().put(res, result.value());
    return 0;
  }

  private int signed(ParsedInteger.Text text, int base, long res, Width width) {
    int sign = text.at(0);
    Result result = parse(text, sign == '-' || sign == '+' ? 1 : 0, base);
    if (result.error() < 0) {
      return result.error();
    }
    long value = sign == '-' ? -result.value() : result.value();
    boolean wrongSign = sign == '-' ? value > 0 : value < 0;
    if (wrongSign || value != value << (64 - width.bits()) >> (64 - width.bits())) {
      return -ERANGE;
    }
    width.store().put(res, value);
    return 0;
  }

  private static Result parse(ParsedInteger.Text text, long start, int base) {
    ParsedInteger number = ParsedInteger.at(text, start, base, Integer.MAX_VALUE);
    if (number.overflow()) {
      return Result.failed(ERANGE);
    }
    if (number.digits() == 0) {
      return Result.failed(EINVAL);
    }
    long end = number.end();
    if (text.at(end) == '\n') {
      end++;
    }
    return text.at(end) == 0 ? new Result(0, number.value()) : Result.failed(EINVAL);
  }
}
