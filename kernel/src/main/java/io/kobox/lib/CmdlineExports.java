package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/cmdline.c. */
public final class CmdlineExports {
  private final GuestMemory memory;
  private final SscanfExports numbers;

  public CmdlineExports(GuestMemory memory, SscanfExports numbers) {
    this.memory = memory;
    this.numbers = numbers;
  }

  // int get_option(char **str, int *pint)
  @KernelExport
  public int get_option(long str, long pint) {
    Option option = option(memory.getLong(str));
    if (option.parsed()) {
      memory.putLong(str, option.next());
      if (pint != 0) {
        memory.putInt(pint, option.value());
      }
    }
    return option.kind();
  }

  // char *get_options(const char *str, int nints, int *ints)
  @KernelExport
  public long get_options(long str, int nints, long ints) {
    boolean counting = nints == 0;
    long at = str;
    int i = 1;
    while (i < nints || counting) {
      long target = counting ? ints : ints + 4L * i;
      Option option = option(at);
      if (option.parsed()) {
        at = option.next();
        memory.putInt(target, option.value());
      }
      if (option.kind() == Option.NONE) {
        break;
      }
      if (option.kind() == Option.RANGE) {
        at++;
        int end = (int) numbers.simple_strtol(at, 0, 0);
        int first = option.value();
        for (int n = 0; !counting && n < nints - i && first + n < end; n++) {
          memory.putInt(target + 4L * n, first + n);
        }
        if (end - first < 0) {
          break;
        }
        // The next round takes the range's last number.
        i += end - first - 1;
      }
      i++;
      if (option.kind() == Option.LAST) {
        break;
      }
    }
    memory.putInt(ints, i - 1);
    return at;
  }

  /**
   * One number of a list.
   *
   * @param kind what get_option() returns: what follows the number
   * @param parsed whether a number was looked for at all
   * @param value the number
   * @param next where the list goes on
   */
  private record Option(int kind, boolean parsed, int value, long next) {
    static final int NONE = 0;
    static final int LAST = 1;
    static final int COMMA = 2;
    static final int RANGE = 3;
  }

  private Option option(long start) {
    if (start == 0 || memory.getByte(start) == 0) {
      return new Option(Option.NONE, false, 0, start);
    }
    boolean minus = memory.getByte(start) == '-';
    long digits = minus ? start + 1 : start;
    ParsedInteger number =
        ParsedInteger.at(at -> memory.getByte(at) & 0xff, digits, 0, Integer.MAX_VALUE);
    int value = (int) (minus ? -number.value() : number.value());
    long end = number.end();
    if (end == digits) {
      return new Option(Option.NONE, true, value, end);
    }
    return switch (memory.getByte(end)) {
      case ',' -> new Option(Option.COMMA, true, value, end + 1);
      case '-' -> new Option(Option.RANGE, true, value, end);
      default -> new Option(Option.LAST, true, value, end);
    };
  }

  // unsigned long long memparse(const char *ptr, char **retptr)
  @KernelExport
  public long memparse(long ptr, long retptr) {
    ParsedInteger number =
        ParsedInteger.at(at -> memory.getByte(at) & 0xff, ptr, 0, Integer.MAX_VALUE);
    int power = "KMGTPE".indexOf(Ctype.toUpper(memory.getByte(number.end()) & 0xff)) + 1;
    if (retptr != 0) {
      memory.putLong(retptr, power > 0 ? number.end() + 1 : number.end());
    }
    return number.value() << (10 * power);
  }
}
