package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code xxd}, in busybox's words. */
public final class Xxd extends Utility {
  private static final int MAX_COLUMNS = 256;

  public Xxd() {
    super(
        Origin.BUSYBOX,
        "xxd",
        "dump a file in hexadecimal, or reverse that",
        """
        Usage: xxd [-ipr] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]

        Hex dump FILE (or stdin)

          -g N     Bytes per group
          -c N     Bytes per line
          -p       Show only hex bytes, assumes -c30
          -i       C include file style
          -l LENGTH  Show only first LENGTH bytes
          -s OFFSET  Skip OFFSET bytes
          -o OFFSET  Add OFFSET to displayed offset
          -r       Reverse (with -p, assumes no offsets in input)""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "l:s:o:c:g:pirau");
    String path = options.operands().isEmpty() ? "-" : options.operands().getFirst();
    Input input;
    try {
      input = Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      throw CommandException.failure(path, e);
    }
    try (input) {
      if (options.has('r')) {
        reverse(session, input, options.has('p'));
        return 0;
      }
      for (long skip = number(options, 's', 0); skip > 0 && input.read() >= 0; skip--) {
        session.calls().getpid();
      }
      if (options.has('i')) {
        include(session, input, path, number(options, 'l', Long.MAX_VALUE));
      } else {
        dump(session, input, options);
      }
    }
    return 0;
  }

  private static void dump(Session session, Input input, Options options)
      throws ErrnoException, CommandException {
    boolean plain = options.has('p');
    int columns = Math.clamp(number(options, 'c', plain ? 30 : 16), 1, MAX_COLUMNS);
    int group = Math.clamp(number(options, 'g', 2), 0, MAX_COLUMNS);
    group = group == 0 ? columns : group;
    long left = number(options, 'l', Long.MAX_VALUE);
    long address = number(options, 's', 0) + number(options, 'o', 0);
    byte[] line = new byte[columns];
    while (left > 0) {
      byte[] block = left < columns ? new byte[(int) left] : line;
      int count = input.readFully(block);
      if (count == 0) {
        return;
      }
      StringBuilder hex = new StringBuilder();
      StringBuilder ascii = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        int c = i < count ? block[i] & 0xff : 0;
        hex.append(i < count ? Pad.zeros(Integer.toHexString(c), 2) : plain ? "" : "  ");
        hex.append(!plain && ((i + 1) % group == 0 || i + 1 == columns) ? " " : "");
        ascii.append(i >= count ? "" : c >= ' ' && c < 127 ? String.valueOf((char) c) : ".");
      }
      String shown = Pad.zeros(Long.toHexString(address), 8);
      session.out().println(plain ? hex.toString() : shown + ": " + hex + " " + ascii);
      address += count;
      left -= count;
    }
  }

  private static void include(Session session, Input input, String path, long limit)
      throws ErrnoException, CommandException {
    String name = path.replaceAll("[^A-Za-z0-9]", "_");
    if (!path.equals("-")) {
      session.out().println("unsigned char " + name + "[] = {");
    }
    long count = 0;
    int b;
    while (count < limit && (b = input.read()) >= 0) {
      String before = count == 0 ? "  " : count % 12 == 0 ? ",\n  " : ", ";
      session.out().print(before + "0x" + Pad.zeros(Integer.toHexString(b), 2));
      count++;
    }
    session.out().print(count > 0 && !path.equals("-") ? ",\n" : "\n");
    if (!path.equals("-")) {
      session.out().println("};\nunsigned int " + name + "_len = " + count + ";");
    }
  }

  private static void reverse(Session session, Input input, boolean plain)
      throws ErrnoException, CommandException {
    String line;
    while ((line = input.readLine()) != null) {
      int from = plain ? 0 : line.indexOf(':') + 1;
      int end = plain ? line.length() : line.indexOf("  ", from);
      StringBuilder bytes = new StringBuilder();
      String digits = line.substring(from, end < 0 ? line.length() : end).replace(" ", "");
      for (int i = 0; i + 1 < digits.length(); i += 2) {
        int high = Character.digit(digits.charAt(i), 16);
        int low = Character.digit(digits.charAt(i + 1), 16);
        if (high < 0 || low < 0) {
          break;
        }
        bytes.append((char) (high * 16 + low));
      }
      session.out().print(bytes.toString());
    }
  }

  private static long number(Options options, char letter, long otherwise) throws CommandException {
    String text = options.argument(letter);
    if (text == null) {
      return otherwise;
    }
    try {
      return Numbers.anyBase(text);
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
  }
}
