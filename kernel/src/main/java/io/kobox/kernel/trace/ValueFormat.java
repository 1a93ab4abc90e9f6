package io.kobox.kernel.trace;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfType;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.syscalls.Errno;

/** Values as a trace shows them, by their C types. */
final class ValueFormat {
  /** The longest part of a string that is shown. */
  private static final int STRING = 48;

  private static final int MAX_ERRNO = 4095;

  private final Btf types;
  private final GuestMemory memory;

  ValueFormat(Btf types, GuestMemory memory) {
    this.types = types;
    this.memory = memory;
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** An argument: strings are read where a const char * points. */
  String argument(int type, long value) {
    return switch (types.type(types.resolve(type))) {
      case BtfType.Pointer pointer -> value == 0 ? "NULL" : pointer(pointer, value);
      case BtfType.Int number -> integer(number, value);
      case BtfType.Enumeration enumeration -> enumerator(enumeration, (int) value);
      default -> hex(value);
    };
  }

  /** A result: errors by their names. */
  String result(int type, long value) {
    BtfType resolved = types.type(types.resolve(type));
    if (resolved instanceof BtfType.Pointer) {
      return value == 0 ? "NULL" : isError(value) ? error(value) : hex(value);
    }
    if (resolved instanceof BtfType.Int number && number.signed()) {
      long signed = number.size() == Integer.BYTES ? (int) value : value;
      return isError(signed) ? error(signed) : Long.toString(signed);
    }
    return argument(type, value);
  }

  private static boolean isError(long value) {
    return value < 0 && value >= -MAX_ERRNO;
  }

  private static String error(long value) {
    Errno errno = Errno.of((int) -value);
    return errno == null ? Long.toString(value) : value + " " + errno;
  }

  private String pointer(BtfType.Pointer pointer, long value) {
    boolean isConst = types.type(pointer.target()) instanceof BtfType.Qualified;
    if (isConst
        && types.type(types.resolve(pointer.target())) instanceof BtfType.Int target
        && target.name().equals("char")) {
      return string(value);
    }
    return hex(value);
  }

  private String string(long address) {
    StringBuilder text = new StringBuilder("\"");
    try {
      for (int i = 0; ; i++) {
        int c = memory.getByte(address + i) & 0xff;
        if (c == 0) {
          return text.append('"').toString();
        }
        if (i == STRING) {
          return text.append("\"...").toString();
        }
        append(text, c);
      }
    } catch (PageFaultException e) {
      return hex(address);
    }
  }

  private static void append(StringBuilder text, int c) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      default -> {
        if (c >= ' ' && c < 0x7f) {
          text.append((char) c);
        } else {
          text.append('\\').append(Integer.toOctalString(c));
        }
      }
    }
  }

  private static String integer(BtfType.Int type, long value) {
    if (type.bool()) {
      return (value & 0xff) == 0 ? "false" : "true";
    }
    int unused = Long.SIZE - Byte.SIZE * Math.clamp(type.size(), 1, Long.BYTES);
    long narrow = type.signed() ? value << unused >> unused : value << unused >>> unused;
    return type.signed() || narrow >>> Integer.SIZE == 0 ? Long.toString(narrow) : hex(narrow);
  }

  private static String enumerator(BtfType.Enumeration enumeration, int value) {
    for (BtfType.Enumerator enumerator : enumeration.values()) {
      if (enumerator.value() == value) {
        return enumerator.name();
      }
    }
    return Integer.toString(value);
  }
}
