package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import org.jspecify.annotations.Nullable;

/** %p and its extensions (lib/vsprintf.c: pointer()). */
final class PointerFormat {
  private final FormatContext context;
  private final StringFormat strings;
  private final Vsprintf vsprintf;
  private final BytesFormat bytes;
  private final AddressFormat addresses;
  private final ObjectFormat objects;
  private final TimeFormat times;

  PointerFormat(
      GuestMemory memory, FormatContext context, StringFormat strings, Vsprintf vsprintf) {
    this.context = context;
    this.strings = strings;
    this.vsprintf = vsprintf;
    this.bytes = new BytesFormat(memory);
    this.addresses = new AddressFormat(memory);
    this.objects = new ObjectFormat(memory, context, strings);
    this.times = new TimeFormat(memory, context.layouts());
  }

  /** Appends {@code address} as the letters after %p say. */
  void pointer(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    switch (letter(extension, 0)) {
      case 'S', 's', 'B' -> symbol(out, address, extension, spec);
      case 'V' -> vaFormat(out, address, spec);
      case 'K' -> restricted(out, address, spec);
      case 'x' -> plain(out, address, spec);
      case 'e' -> error(out, address, spec);
      case 'A' -> {
        context
            .warning()
            .warnOnce(
                "lib/vsprintf.c:2466 pointer+0x5ad/0x630",
                "Please remove %pA from non-Rust code\n");
        StringFormat.error(out, "(%pA?)", spec);
      }
      case 'u', 'k' -> {
        if (letter(extension, 1) == 's') {
          strings.string(out, address, spec);
        } else {
          StringFormat.error(out, "(einval)", spec);
        }
      }
      case 'h', 'b', 'E', 'U', 'N', '4', 'a' -> bytes.bytes(out, address, extension, spec);
      case 'M', 'm', 'I', 'i' -> addresses.address(out, address, extension, spec);
      case 't' -> times.time(out, address, extension, spec);
      case 'R', 'r', 'd', 'D', 'g', 'C', 'G', 'O', 'f' ->
          objects.object(out, address, extension, spec);
      default -> hashed(out, address, spec);
    }
  }

  /** The letter at {@code index} of an extension; 0 past its end. */
  static char letter(String extension, int index) {
    return index < extension.length() ? extension.charAt(index) : 0;
  }

  private void symbol(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    StringFormat.text(out, context.symbols().sprintSymbol(address, symbolForm(extension)), spec);
  }

  private static SymbolNames.Form symbolForm(String extension) {
    char first = extension.charAt(0);
    char second = letter(extension, 1);
    if (first == 'B') {
      return second == 'b' ? SymbolNames.Form.BACKTRACE_BUILD_ID : SymbolNames.Form.BACKTRACE;
    }
    if (first == 's') {
      return SymbolNames.Form.NO_OFFSET;
    }
    boolean buildId = second == 'b' || (second == 'R' && letter(extension, 2) == 'b');
    return buildId ? SymbolNames.Form.SYMBOL_BUILD_ID : SymbolNames.Form.SYMBOL;
  }

  private void vaFormat(OutputBuffer out, long address, PrintfSpec spec) {
    if (StringFormat.checkPointer(out, address, spec)) {
      vsprintf.vaFormat(out, address, context.layouts());
    }
  }

  /** %pK. With kptr_restrict 1 every task of the machine counts as root with CAP_SYSLOG. */
  private void restricted(OutputBuffer out, long address, PrintfSpec spec) {
    switch (context.kptrRestrict().getAsInt()) {
      case 0 -> hashed(out, address, spec);
      case 1 -> plain(out, address, spec);
      default -> plain(out, 0, spec);
    }
  }

  private void error(OutputBuffer out, long address, PrintfSpec spec) {
    if (!StringFormat.isErrorPointer(address)) {
      hashed(out, address, spec);
      return;
    }
    int error = (int) address;
    @Nullable String name = ErrorNames.errname(error);
    if (name != null) {
      StringFormat.text(out, name, spec);
      return;
    }
    PrintfSpec number = spec.copy();
    number.flags |= PrintfSpec.SIGN;
    number.base = 10;
    NumberFormat.number(out, error, number);
  }

  /** Plain %p: a hash that tells addresses apart and gives none away. */
  private void hashed(OutputBuffer out, long address, PrintfSpec spec) {
    if (address == 0 || StringFormat.isErrorPointer(address)) {
      plain(out, address, spec);
    } else {
      plain(out, context.pointerKey().hash(address) & 0xffffffffL, spec);
    }
  }

  /** The digits of the address itself (pointer_string()). */
  private static void plain(OutputBuffer out, long address, PrintfSpec spec) {
    PrintfSpec number = spec.copy();
    number.base = 16;
    number.flags |= PrintfSpec.SMALL;
    if (number.fieldWidth == -1) {
      number.fieldWidth = 16;
      number.flags |= PrintfSpec.ZEROPAD;
    }
    NumberFormat.number(out, address, number);
  }
}
