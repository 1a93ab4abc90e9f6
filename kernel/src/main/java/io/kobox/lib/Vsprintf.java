package io.kobox.lib;

import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;

/**
 * The kernel's formatted output (lib/vsprintf.c: vsnprintf()): C99's conversions without floating
 * point and %n, and the kernel's own extensions of %p.
 */
public final class Vsprintf {
  /** How deep %pV may nest; Linux has no limit and overflows its stack. */
  private static final int VA_FORMAT_DEPTH_MAX = 16;

  private final GuestMemory memory;
  private final KernelWarning warning;
  private final StringFormat strings;
  private final PointerFormat pointers;
  private int depth;

  public Vsprintf(GuestMemory memory, FormatContext context) {
    this.memory = memory;
    this.warning = context.warning();
    this.strings = new StringFormat(memory);
    this.pointers = new PointerFormat(memory, context, strings, this);
  }

  /** The output of {@code format}, of which at most {@code limit} bytes are made. */
  public String format(int limit, String format, VarArgs args) {
    OutputBuffer out = new OutputBuffer(limit);
    format(out, format, args);
    return out.text();
  }

  /** Appends the output of {@code format} to {@code out}. */
  public void format(OutputBuffer out, String format, VarArgs args) {
    if (depth >= VA_FORMAT_DEPTH_MAX) {
      return;
    }
    depth++;
    try {
      convert(out, new FormatDecoder(format, warning), args);
    } finally {
      depth--;
    }
  }

  private void convert(OutputBuffer out, FormatDecoder decoder, VarArgs args) {
    while (true) {
      decoder.literal(out);
      if (decoder.atEnd()) {
        return;
      }
      PrintfSpec spec = decoder.conversion(args);
      switch (spec.type) {
        case CHAR -> character(out, (char) (args.nextInt() & 0xff), spec);
        case STRING -> strings.string(out, args.nextLong(), spec);
        case POINTER -> pointers.pointer(out, args.nextLong(), decoder.pointerExtension(), spec);
        case PERCENT -> out.append('%');
        case LONG -> NumberFormat.number(out, args.nextLong(), spec);
        case UBYTE -> NumberFormat.number(out, args.nextInt() & 0xffL, spec);
        case BYTE -> NumberFormat.number(out, (byte) args.nextInt(), spec);
        case USHORT -> NumberFormat.number(out, args.nextInt() & 0xffffL, spec);
        case SHORT -> NumberFormat.number(out, (short) args.nextInt(), spec);
        case UINT -> NumberFormat.number(out, args.nextInt() & 0xffffffffL, spec);
        case INT -> NumberFormat.number(out, args.nextInt(), spec);
        case INVALID -> {
          // The arguments that follow can no longer be told apart: Linux stops here.
          return;
        }
      }
    }
  }

  private static void character(OutputBuffer out, char c, PrintfSpec spec) {
    if (!spec.has(PrintfSpec.LEFT)) {
      out.repeat(' ', spec.fieldWidth - 1);
    }
    out.append(c);
    if (spec.has(PrintfSpec.LEFT)) {
      out.repeat(' ', spec.fieldWidth - 1);
    }
  }

  /** %pV: {@code struct va_format}, a format and a pointer to its va_list. */
  void vaFormat(OutputBuffer out, long address, StructLayouts layouts) {
    String format = memory.string(memory.getLong(address + layouts.offset("va_format", "fmt")));
    long list = memory.getLong(address + layouts.offset("va_format", "va"));
    format(out, format, VaList.copyOf(memory, list));
  }
}
