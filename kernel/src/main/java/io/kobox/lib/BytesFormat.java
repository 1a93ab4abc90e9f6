package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** Extensions of %p that show bytes and words: %ph, %pb, %pE, %pU, %pN, %p4cc, %pa. */
final class BytesFormat {
  private static final int HEX_BYTES_MAX = 64;

  /** The order of bytes in a UUID's text (lib/uuid.c: uuid_index, guid_index). */
  static final int[] UUID_INDEX = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

  static final int[] GUID_INDEX = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

  private final GuestMemory memory;

  BytesFormat(GuestMemory memory) {
    this.memory = memory;
  }

  void bytes(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    switch (extension.charAt(0)) {
      case 'h' -> hex(out, address, extension, spec);
      case 'b' -> bitmap(out, address, extension, spec);
      case 'E' -> escaped(out, address, extension, spec);
      case 'U' -> uuid(out, address, extension, spec);
      case 'N' -> netdevFeatures(out, address, extension, spec);
      case '4' -> fourcc(out, address, extension, spec);
      default -> addressValue(out, address, spec);
    }
  }

  private void hex(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (spec.fieldWidth == 0 || !StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    String separator =
        switch (PointerFormat.letter(extension, 1)) {
          case 'C' -> ":";
          case 'D' -> "-";
          case 'N' -> "";
          default -> " ";
        };
    int count = spec.fieldWidth > 0 ? Math.min(spec.fieldWidth, HEX_BYTES_MAX) : 1;
    StringBuilder text = new StringBuilder(3 * count);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(separator);
      }
      NumberFormat.hexByte(text, memory.getByte(address + i));
    }
    out.append(text);
  }

  private void bitmap(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    int bits = Math.max(spec.fieldWidth, 0);
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    if (PointerFormat.letter(extension, 1) == 'l') {
      BitmapText.list(out, memory, address, bits);
    } else {
      BitmapText.hex(out, memory, address, bits);
    }
  }

  private void escaped(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (spec.fieldWidth == 0 || !StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    int flags = 0;
    for (int i = 1; i < extension.length(); i++) {
      int flag =
          switch (extension.charAt(i)) {
            case 'a' -> StringEscape.ANY;
            case 'c' -> StringEscape.SPECIAL;
            case 'h' -> StringEscape.HEX;
            case 'n' -> StringEscape.NULL;
            case 'o' -> StringEscape.OCTAL;
            case 'p' -> StringEscape.NP;
            case 's' -> StringEscape.SPACE;
            default -> 0;
          };
      if (flag == 0) {
        break;
      }
      flags |= flag;
    }
    int length = Math.max(spec.fieldWidth, 1);
    int wanted = flags == 0 ? StringEscape.ANY_NP : flags;
    out.append(StringEscape.escape(memory.bytes(address, length), wanted, ""));
  }

  private void uuid(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    char kind = PointerFormat.letter(extension, 1);
    int[] index = kind == 'L' || kind == 'l' ? GUID_INDEX : UUID_INDEX;
    StringBuilder text = new StringBuilder(36);
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        text.append('-');
      }
      NumberFormat.hexByte(text, memory.getByte(address + index[i]));
    }
    if (kind == 'L' || kind == 'B') {
      for (int i = 0; i < text.length(); i++) {
        text.setCharAt(i, (char) Ctype.toUpper(text.charAt(i)));
      }
    }
    StringFormat.text(out, text.toString(), spec);
  }

  private void netdevFeatures(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    if (PointerFormat.letter(extension, 1) == 'F') {
      NumberFormat.specialHex(out, memory.getLong(address), 8);
    } else {
      StringFormat.error(out, "(%pN?)", spec);
    }
  }

  private void fourcc(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!extension.startsWith("4cc")) {
      StringFormat.error(out, "(%p4?)", spec);
      return;
    }
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    int code = memory.getInt(address);
    OutputBuffer text = new OutputBuffer(64);
    for (int i = 0; i < 4; i++) {
      int c = (code & 0x7fffffff) >>> (8 * i) & 0xff;
      text.append(Ctype.isAscii(c) && Ctype.isPrint(c) ? (char) c : '.');
    }
    text.append(code < 0 ? " big-endian (" : " little-endian (");
    NumberFormat.specialHex(text, Integer.toUnsignedLong(code), 4);
    text.append(')');
    StringFormat.text(out, text.text(), spec);
  }

  /** %pa, %pap, %pad: physical and DMA addresses have 64 bits on x86-64. */
  private void addressValue(OutputBuffer out, long address, PrintfSpec spec) {
    if (StringFormat.checkPointer(out, address, spec)) {
      NumberFormat.specialHex(out, memory.getLong(address), 8);
    }
  }
}
