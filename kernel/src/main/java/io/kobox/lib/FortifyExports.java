package io.kobox.lib;

import io.kobox.btf.Btf;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;

/**
 * What checked string functions report since 6.9 (lib/string_helpers.c; include/linux/
 * fortify-string.h has the names of the functions, which type data has too).
 */
public final class FortifyExports {
  /** Of the reason: whether it was a write. */
  private static final int WRITE = 1;

  private static final String[] FUNCTIONS = {
    "strncpy",
    "strnlen",
    "strlen",
    "strscpy",
    "strlcat",
    "strcat",
    "strncat",
    "memset",
    "memcpy",
    "memmove",
    "memscan",
    "memcmp",
    "memchr",
    "memchr_inv",
    "kmemdup",
    "strcpy"
  };

  private final Btf types;
  private final KernelWarning warning;
  private final KernelBug bug;

  public FortifyExports(Btf types, KernelWarning warning, KernelBug bug) {
    this.types = types;
    this.warning = warning;
    this.bug = bug;
  }

  /** void __fortify_report(const u8 reason, const size_t avail, const size_t size). */
  @KernelExport(level = Level.PARTIAL, note = "the warning's line is that of 6.12")
  void __fortify_report(byte reason, long available, long size) {
    warning.warn(
        "lib/string_helpers.c:1032 __fortify_report",
        function((reason & 0xff) >> 1)
            + ": detected buffer overflow: "
            + Long.toUnsignedString(size)
            + " byte "
            + ((reason & WRITE) != 0 ? "write" : "read")
            + " of buffer size "
            + Long.toUnsignedString(available)
            + "\n");
  }

  /** void __fortify_panic(const u8 reason, const size_t avail, const size_t size). */
  @KernelExport(level = Level.PARTIAL, note = "the lines of the report are those of 6.12")
  void __fortify_panic(byte reason, long available, long size) {
    __fortify_report(reason, available, size);
    throw bug.bug("lib/string_helpers.c:1040");
  }

  private String function(int number) {
    for (String name : FUNCTIONS) {
      String enumerator = "FORTIFY_FUNC_" + name;
      if (types.hasEnumerator(enumerator) && types.enumValue(enumerator) == number) {
        return name;
      }
    }
    return "UNKNOWN";
  }
}
