package io.kobox.shell.utillinux;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code hexdump}, in busybox's words; without -e and -f. {@code hd} is {@code hexdump -C}. */
public final class Hexdump extends Utility {
  private static final int LINE = 16;

  public Hexdump() {
    super(
        Origin.BUSYBOX,
        "hexdump",
        "dump files in hexadecimal",
        """
        Usage: hexdump [-bcdoxCv] [-n LEN] [-s OFS] [FILE]...

        Display FILEs (or stdin) in a user specified format

          -b  1-byte octal display
          -c  1-byte character display
          -d  2-byte decimal display
          -o  2-byte octal display
          -x  2-byte hex display
          -C  hex+ASCII 16 bytes per line
          -v  Show all (no dup folding)
          -n LENGTH  Show only first LENGTH bytes
          -s OFFSET  Skip OFFSET bytes""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "bcdoxCvn:s:e:f:");
    List<Character> formats = new ArrayList<>();
    for (Option option : options.options()) {
      if ("bcdoxC".indexOf(option.letter()) >= 0) {
        formats.add(option.letter());
      }
      if (option.letter() == 'e' || option.letter() == 'f') {
        throw CommandException.failure(1, "formats of one's own are not supported");
      }
    }
    if (formats.isEmpty()) {
      formats.add(' ');
    }
    HexdumpLines lines =
        new HexdumpLines(
            session,
            formats,
            options.has('v'),
            number(options, 's', 0),
            number(options, 'n', Long.MAX_VALUE));
    int status =
        InputFiles.each(
            session,
            name(),
            options.operands(),
            (input, path) -> {
              try {
                lines.add(input);
              } catch (CommandException e) {
                complain(session, String.valueOf(e.text()));
              }
            });
    lines.finish();
    return status;
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

  /** The lines over all files. */
  private static final class HexdumpLines {
    private final Session session;
    private final List<Character> formats;
    private final boolean all;
    private final byte[] block = new byte[LINE];
    private final byte[] previous = new byte[LINE];
    private final long skip;
    private long left;
    private long offset;
    private int filled;
    private boolean anyLine;
    private boolean starred;

    HexdumpLines(Session session, List<Character> formats, boolean all, long skip, long limit) {
      this.session = session;
      this.formats = formats;
      this.all = all;
      this.skip = skip;
      this.left = limit;
    }

    void add(Input input) throws ErrnoException, CommandException {
      while (offset < skip && input.read() >= 0) {
        offset++;
      }
      while (left > 0) {
        int count = input.read(block, filled, (int) Math.min(LINE - filled, left));
        if (count < 0) {
          return;
        }
        filled += count;
        left -= count;
        if (filled == LINE) {
          print();
        }
      }
    }

    void finish() throws ErrnoException {
      if (filled > 0) {
        Arrays.fill(block, filled, LINE, (byte) 0);
        print();
      }
      if (offset > skip || anyLine) {
        session.out().println(address(offset));
      }
    }

    private String address(long at) {
      return Pad.zeros(Long.toHexString(at), formats.getFirst() == 'C' ? 8 : 7);
    }

    private void print() throws ErrnoException {
      int length = filled;
      filled = 0;
      if (!all && anyLine && length == LINE && Arrays.equals(block, previous)) {
        session.out().print(starred ? "" : "*\n");
        starred = true;
        offset += length;
        return;
      }
      starred = false;
      anyLine = true;
      for (char format : formats) {
        session.out().println(address(offset) + HexdumpFormat.line(format, block, length));
      }
      System.arraycopy(block, 0, previous, 0, LINE);
      offset += length;
    }
  }
}
