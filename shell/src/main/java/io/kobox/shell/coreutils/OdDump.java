package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.util.Arrays;
import java.util.List;

/** Prints the lines of od over all its files. */
final class OdDump {
  private final Session session;
  private final List<OdType> types;
  private final char radix;
  private final boolean all;
  private final byte[] block;
  private final byte[] previous;
  private final long skip;
  private final long limit;
  private long offset;
  private long taken;
  private int filled;
  private boolean anyLine;
  private boolean starred;
  boolean failed;

  OdDump(
      Session session,
      List<OdType> types,
      char radix,
      boolean all,
      int width,
      long skip,
      long limit) {
    this.session = session;
    this.types = types;
    this.radix = radix;
    this.all = all;
    this.block = new byte[width];
    this.previous = new byte[width];
    this.skip = skip;
    this.limit = limit;
  }

  long skipped() {
    return Math.min(skip, offset + filled);
  }

  void add(Input input) throws ErrnoException, CommandException {
    while (offset < skip && input.read() >= 0) {
      offset++;
    }
    while (taken < limit) {
      int wanted = (int) Math.min(block.length - filled, limit - taken);
      int count = input.read(block, filled, wanted);
      if (count < 0) {
        return;
      }
      filled += count;
      taken += count;
      if (filled == block.length) {
        print();
      }
    }
  }

  void finish() throws ErrnoException {
    if (filled > 0) {
      int whole = filled;
      for (OdType type : types) {
        whole = Math.max(whole, Math.ceilDiv(filled, type.size()) * type.size());
      }
      Arrays.fill(block, filled, Math.min(block.length, whole), (byte) 0);
      print();
    }
    if (radix != 'n') {
      session.out().println(address());
    }
  }

  private void print() throws ErrnoException {
    int length = filled;
    filled = 0;
    if (!all && anyLine && length == block.length && Arrays.equals(block, previous)) {
      session.out().print(starred ? "" : "*\n");
      starred = true;
      offset += length;
      return;
    }
    starred = false;
    anyLine = true;
    String address = address();
    for (OdType type : types) {
      session.out().println(address + type.line(block, length));
      address = " ".repeat(address.length());
    }
    System.arraycopy(block, 0, previous, 0, length);
    offset += length;
  }

  private String address() {
    return switch (radix) {
      case 'o' -> Pad.zeros(Long.toOctalString(offset), 7);
      case 'd' -> Pad.zeros(offset, 7);
      case 'x' -> Pad.zeros(Long.toHexString(offset), 6);
      default -> "";
    };
  }
}
