package io.kobox.loader;

/** x86-64's nops of several bytes (arch/x86/include/asm/nops.h). */
final class Nops {
  private static final int MAX_BYTES = 8;

  private Nops() {}

  /** Nops for that many bytes, the longest first (add_nops()). */
  static byte[] of(int size) {
    byte[] nops = new byte[size];
    for (int at = 0; at < size; ) {
      byte[] nop = single(Math.min(MAX_BYTES, size - at));
      System.arraycopy(nop, 0, nops, at, nop.length);
      at += nop.length;
    }
    return nops;
  }

  private static byte[] single(int size) {
    byte[] nop = new byte[size];
    switch (size) {
      case 1 -> nop[0] = (byte) 0x90;
      case 2 -> {
        nop[0] = 0x66;
        nop[1] = (byte) 0x90;
      }
      default -> {
        int at = size == 6 ? 1 : 0;
        if (at == 1) {
          nop[0] = 0x66;
        }
        int rest = size - at;
        nop[at] = 0x0f;
        nop[at + 1] = 0x1f;
        nop[at + 2] =
            switch (rest) {
              case 3 -> 0x00;
              case 4 -> 0x40;
              case 5 -> 0x44;
              case 7 -> (byte) 0x80;
              default -> (byte) 0x84;
            };
      }
    }
    return nop;
  }
}
