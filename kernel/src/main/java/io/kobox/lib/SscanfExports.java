package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;

/** lib/vsprintf.c (input): sscanf() and the lax conversions of numbers. */
public final class SscanfExports {
  private final GuestMemory memory;

  public SscanfExports(GuestMemory memory) {
    this.memory = memory;
  }

  // int sscanf(const char *buf, const char *fmt, ...)
  @KernelExport
  public int sscanf(long buf, String fmt, VarArgs args) {
    return new Sscanf(memory, buf, fmt, args).scan();
  }

  // int vsscanf(const char *buf, const char *fmt, va_list args)
  @KernelExport
  public int vsscanf(long buf, String fmt, long args) {
    return new Sscanf(memory, buf, fmt, VaList.copyOf(memory, args)).scan();
  }

  // unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
  @KernelExport(aliases = "simple_strtoull")
  public long simple_strtoul(long cp, long endp, int base) {
    ParsedInteger number =
        ParsedInteger.at(at -> memory.getByte(at) & 0xff, cp, base, Integer.MAX_VALUE);
    if (endp != 0) {
      memory.putLong(endp, number.end());
    }
    return number.value();
  }

  // long simple_strtol(const char *cp, char **endp, unsigned int base)
  @KernelExport(aliases = "simple_strtoll")
  public long simple_strtol(long cp, long endp, int base) {
    return memory.getByte(cp) == '-'
        ? -simple_strtoul(cp + 1, endp, base)
        : simple_strtoul(cp, endp, base);
  }
}
