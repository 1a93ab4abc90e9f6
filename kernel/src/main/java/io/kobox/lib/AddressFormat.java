package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** Network addresses: %pM, %pm, %pI4, %pi4, %pI6, %pi6, %pIS (lib/vsprintf.c: ip_addr_string()). */
final class AddressFormat {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IPV6_FLOWINFO_MASK = 0x0fffffff;

  private final GuestMemory memory;

  AddressFormat(GuestMemory memory) {
    this.memory = memory;
  }

  void address(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    char kind = extension.charAt(0);
    if (kind == 'M' || kind == 'm') {
      StringFormat.text(out, mac(address, extension), spec);
      return;
    }
    switch (PointerFormat.letter(extension, 1)) {
      case '4' ->
          StringFormat.text(
              out, ip4(address, kind == 'i', PointerFormat.letter(extension, 2)), spec);
      case '6' -> {
        boolean compressed = PointerFormat.letter(extension, 2) == 'c';
        StringFormat.text(out, ip6(address, kind, compressed), spec);
      }
      case 'S' -> socketAddress(out, address, extension, spec);
      default -> StringFormat.error(out, kind == 'i' ? "(%pi?)" : "(%pI?)", spec);
    }
  }

  private String mac(long address, String extension) {
    char option = PointerFormat.letter(extension, 1);
    StringBuilder text = new StringBuilder(17);
    for (int i = 0; i < 6; i++) {
      if (extension.charAt(0) == 'M' && i > 0) {
        text.append(option == 'F' ? '-' : ':');
      }
      NumberFormat.hexByte(text, memory.getByte(address + (option == 'R' ? 5 - i : i)));
    }
    return text.toString();
  }

  private String ip4(long address, boolean leadingZeros, char order) {
    boolean reversed = order == 'h' || order == 'l';
    StringBuilder text = new StringBuilder(15);
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        text.append('.');
      }
      int octet = memory.getByte(address + (reversed ? 3 - i : i)) & 0xff;
      if (leadingZeros) {
        text.append(octet < 10 ? "00" : octet < 100 ? "0" : "");
      }
      text.append(octet);
    }
    return text.toString();
  }

  private String ip6(long address, char kind, boolean compressed) {
    if (kind == 'I' && compressed) {
      return ip6Compressed(address);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 16; i++) {
      if (kind == 'I' && i > 0 && i % 2 == 0) {
        text.append(':');
      }
      NumberFormat.hexByte(text, memory.getByte(address + i));
    }
    return text.toString();
  }

  /** RFC 5952: the longest run of zero words, if longer than one, becomes a double colon. */
  private String ip6Compressed(long address) {
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) {
      words[i] = bigEndianShort(address + 2L * i);
    }
    boolean embeddedIp4 = isV4Mapped(words) || isIsatap(words);
    int range = embeddedIp4 ? 6 : 8;
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < range; i++) {
      int length = 0;
      while (i + length < range && words[i + length] == 0) {
        length++;
      }
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    StringBuilder text = new StringBuilder(45);
    boolean needColon = false;
    for (int i = 0; i < range; i++) {
      if (i == runStart) {
        text.append("::");
        needColon = false;
        i += runLength - 1;
        continue;
      }
      text.append(needColon ? ":" : "").append(Integer.toHexString(words[i]));
      needColon = true;
    }
    if (embeddedIp4) {
      text.append(needColon ? ":" : "").append(ip4(address + 12, false, (char) 0));
    }
    return text.toString();
  }

  private static boolean isV4Mapped(int[] words) {
    return (words[0] | words[1] | words[2] | words[3] | words[4]) == 0 && words[5] == 0xffff;
  }

  private static boolean isIsatap(int[] words) {
    return (words[4] | 0x0200) == 0x0200 && words[5] == 0x5efe;
  }

  /** struct sockaddr_in and sockaddr_in6 are the wire's and the user's: their layout is fixed. */
  private void socketAddress(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    switch (memory.getShort(address)) {
      case AF_INET -> StringFormat.text(out, socketAddress4(address, extension, spec), spec);
      case AF_INET6 -> StringFormat.text(out, socketAddress6(address, extension, spec), spec);
      default -> StringFormat.error(out, "(einval)", spec);
    }
  }

  private String socketAddress4(long address, String extension, PrintfSpec spec) {
    boolean port = false;
    char order = 0;
    for (int i = 2; Ctype.isAlpha(PointerFormat.letter(extension, i)); i++) {
      switch (extension.charAt(i)) {
        case 'p' -> port = true;
        case 'h', 'l', 'n', 'b' -> order = extension.charAt(i);
        default -> {}
      }
    }
    OutputBuffer text = new OutputBuffer(Integer.MAX_VALUE);
    text.append(ip4(address + 4, extension.charAt(0) == 'i', order));
    if (port) {
      text.append(':');
      NumberFormat.number(text, bigEndianShort(address + 2), spec);
    }
    return text.text();
  }

  private String socketAddress6(long address, String extension, PrintfSpec spec) {
    String options = letters(extension);
    boolean port = options.indexOf('p') >= 0;
    boolean flow = options.indexOf('f') >= 0;
    boolean scope = options.indexOf('s') >= 0;
    boolean brackets = port || flow || scope;
    OutputBuffer text = new OutputBuffer(Integer.MAX_VALUE);
    text.append(brackets ? "[" : "");
    text.append(ip6(address + 8, extension.charAt(0), options.indexOf('c') >= 0));
    text.append(brackets ? "]" : "");
    if (port) {
      text.append(':');
      NumberFormat.number(text, bigEndianShort(address + 2), spec);
    }
    if (flow) {
      text.append('/');
      int flowInfo = Integer.reverseBytes(memory.getInt(address + 4)) & IPV6_FLOWINFO_MASK;
      NumberFormat.number(text, flowInfo, spec);
    }
    if (scope) {
      text.append('%');
      NumberFormat.number(text, Integer.toUnsignedLong(memory.getInt(address + 24)), spec);
    }
    return text.text();
  }

  /** The letters after %pIS, up to the first that is none. */
  private static String letters(String extension) {
    int end = 2;
    while (Ctype.isAlpha(PointerFormat.letter(extension, end))) {
      end++;
    }
    return extension.substring(2, end);
  }

  private int bigEndianShort(long address) {
    return Short.reverseBytes(memory.getShort(address)) & 0xffff;
  }
}
