package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;

/** {@code cksum}: POSIX's CRC of files and their lengths, as of coreutils 9.1. */
public final class Cksum extends Utility {
  private static final int POLYNOMIAL = 0x04c11db7;

  public Cksum() {
    super(
        Origin.COREUTILS,
        "cksum",
        "print CRC checksums and byte counts",
        """
        Usage: cksum [FILE]...
        Print CRC checksums and byte counts.

        With no FILE, or when FILE is -, read standard input.""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "");
    boolean named = !options.operands().isEmpty();
    return InputFiles.each(
        session,
        name(),
        options.operands(),
        (input, path) -> session.out().println(sum(input) + (named ? " " + path : "")));
  }

  /** The CRC of the bytes and then of their number, and that number; cksum minds no read error. */
  private static String sum(Input input) throws CommandException {
    int crc = 0;
    long length = 0;
    try {
      int b;
      while ((b = input.read()) >= 0) {
        crc = update(crc, b);
        length++;
      }
    } catch (CommandException e) {
      if (!e.isReadError()) {
        throw e;
      }
    }
    for (long rest = length; rest != 0; rest >>>= 8) {
      crc = update(crc, (int) (rest & 0xff));
    }
    return Integer.toUnsignedString(~crc) + " " + length;
  }

  private static int update(int crc, int b) {
    int value = crc ^ b << 24;
    for (int bit = 0; bit < 8; bit++) {
      value = value << 1 ^ (value < 0 ? POLYNOMIAL : 0);
    }
    return value;
  }
}
