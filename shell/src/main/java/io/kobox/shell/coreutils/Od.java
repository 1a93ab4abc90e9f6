package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code od}, in busybox's words; without floating point types and -s. */
public final class Od extends Utility {
  private static final int BYTES_PER_LINE = 16;

  public Od() {
    super(
        Origin.BUSYBOX,
        "od",
        "dump files in octal and other formats",
        """
        Usage: od [-abcdhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-w WIDTH] [FILE]...

        Print FILEs (or stdin) unambiguously, as octal bytes by default""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "A:N:abcdfhij:lot:vxsS:w::",
            "address-radix=A",
            "read-bytes=N",
            "skip-bytes=j",
            "format=t",
            "output-duplicates=v",
            "width=w");
    List<OdType> types = types(options);
    String radixText = options.argument('A');
    char radix = radixText == null || radixText.isEmpty() ? 'o' : radixText.charAt(0);
    if ("odxn".indexOf(radix) < 0) {
      throw CommandException.failure(
          1, "bad output address radix '" + radix + "' (must be [doxn])");
    }
    long skip = number(options, 'j', 0);
    long limit = number(options, 'N', Long.MAX_VALUE);
    int width = Math.clamp(options.has('w') ? number(options, 'w', 32) : BYTES_PER_LINE, 1, 4096);
    for (OdType type : types) {
      width = Math.ceilDiv(width, type.size()) * type.size();
    }
    OdDump dump = new OdDump(session, types, radix, options.has('v'), width, skip, limit);
    int status =
        InputFiles.each(
            session,
            name(),
            options.operands(),
            (input, path) -> {
              try {
                dump.add(input);
              } catch (CommandException e) {
                complain(session, path + ": read error");
                dump.failed = true;
              }
            });
    if (dump.skipped() < skip) {
      throw CommandException.failure(1, "can't skip past end of combined input");
    }
    dump.finish();
    return dump.failed ? 1 : status;
  }

  private static List<OdType> types(Options options) throws CommandException {
    List<OdType> types = new ArrayList<>();
    for (Option option : options.options()) {
      String text =
          switch (option.letter()) {
            case 'a' -> "a";
            case 'b' -> "o1";
            case 'c' -> "c";
            case 'd' -> "u2";
            case 'h', 'x' -> "x2";
            case 'i' -> "d2";
            case 'l' -> "d8";
            case 'o' -> "o2";
            case 's' -> "d2";
            case 't' -> String.valueOf(option.argument());
            default -> "";
          };
      List<OdType> parsed = OdType.parse(text);
      if (parsed == null) {
        char bad = text.replaceAll("[acdoux1248CSIL]", "").concat(text).charAt(0);
        throw CommandException.failure(
            1, "invalid character '" + bad + "' in type string '" + text + "'");
      }
      types.addAll(parsed);
    }
    return types.isEmpty() ? List.of(new OdType('o', 2)) : types;
  }

  private static long number(Options options, char letter, long otherwise) throws CommandException {
    String text = options.argument(letter);
    if (text == null) {
      return otherwise;
    }
    try {
      boolean hex = text.startsWith("0x");
      int unit = hex ? -1 : "bkm".indexOf(text.charAt(Math.max(0, text.length() - 1)));
      long number = Numbers.anyBase(unit < 0 ? text : text.substring(0, text.length() - 1));
      return Math.multiplyExact(number, new long[] {1, 512, 1024, 1 << 20}[unit + 1]);
    } catch (ArithmeticException | NumberFormatException | StringIndexOutOfBoundsException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
  }
}
