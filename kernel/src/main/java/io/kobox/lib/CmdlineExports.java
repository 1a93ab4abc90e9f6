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
    long start = memory.getLong(str);
    if (start == 0 || memory.getByte(start) == 0) {
      return 0;
    }
    boolean minus = memory.getByte(start) == '-';
    long digits = minus ? start + 1 : start;
    long value = numbers.simple_strtoul(digits, str, 0);
    if (pint != 0) {
      memory.putInt(pint, (int) (minus ? -value : value));
    }
    long end = memory.getLong(str);
    if (end == digits) {
      return 0;
    }
    return switch (memory.getByte(end)) {
      case ',' -> {
        memory.putLong(str, end + 1);
        yield 2;
      }
      case '-' -> 3;
      default -> 1;
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
