package io.kobox.lib;

/** Sizes with three significant digits (lib/string_helpers.c: string_get_size()). */
final class SizeText {
  private static final String[] UNITS_10 = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  private static final String[] UNITS_2 = {
    "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"
  };
  private static final int[] ROUNDING = {500, 50, 5};

  private SizeText() {}

  /** {@code blocks} blocks of {@code blockSize} bytes, in powers of 1024 or of 1000. */
  static String of(long blocks, long blockSize, boolean binary) {
    String[] units = binary ? UNITS_2 : UNITS_10;
    if (blocks == 0 || blockSize == 0) {
      return "0 " + units[0];
    }
    int divisor = binary ? 1024 : 1000;
    int unit = 0;
    long size = blocks;
    long factor = blockSize;
    // Both factors are brought below 32 bits, so that their product fits.
    while (factor >>> 32 != 0) {
      factor = Long.divideUnsigned(factor, divisor);
      unit++;
    }
    while (size >>> 32 != 0) {
      size = Long.divideUnsigned(size, divisor);
      unit++;
    }
    size *= factor;
    int remainder = 0;
    while (Long.compareUnsigned(size, divisor) >= 0) {
      remainder = (int) Long.remainderUnsigned(size, divisor);
      size = Long.divideUnsigned(size, divisor);
      unit++;
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    if (binary) {
      remainder = (remainder * 1000) >> 10;
    }
    remainder += ROUNDING[decimals];
    if (remainder >= 1000) {
      remainder -= 1000;
      size++;
    }
    String name = unit < units.length ? units[unit] : "UNK";
    if (decimals == 0) {
      return size + " " + name;
    }
    String thousandths = Integer.toString(1000 + remainder).substring(1);
    return size + "." + thousandths.substring(0, decimals) + " " + name;
  }
}
