package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.machine.GuestMemory;

/** lib/ctype.c. */
public final class CtypeExports {
  private static final int UPPER = 0x01;
  private static final int LOWER = 0x02;
  private static final int DIGIT = 0x04;
  private static final int CONTROL = 0x08;
  private static final int PUNCTUATION = 0x10;
  private static final int SPACE = 0x20;
  private static final int HEX = 0x40;
  private static final int BLANK = 0x80;

  private final GuestMemory memory;

  public CtypeExports(GuestMemory memory) {
    this.memory = memory;
  }

  // const unsigned char _ctype[]
  @KernelData(type = "unsigned char", count = 256)
  public void _ctype(long address) {
    for (int c = 0; c < 256; c++) {
      memory.putByte(address + c, (byte) classes(c));
    }
  }

  private static int classes(int c) {
    int classes = Ctype.isSpace(c) ? SPACE : 0;
    if (c < 0x20 || c == 0x7f) {
      return classes | CONTROL;
    }
    if (c >= 0x80 && c < 0xa0) {
      return 0;
    }
    if (c == ' ' || c == 0xa0) {
      return classes | BLANK;
    }
    if (Ctype.isDigit(c)) {
      return DIGIT;
    }
    if (Ctype.isAlpha(c)) {
      return (Ctype.isUpper(c) ? UPPER : LOWER) | (c < 0x80 && Ctype.isXdigit(c) ? HEX : 0);
    }
    return PUNCTUATION;
  }
}
