package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code tr}, in busybox's words. */
public final class Tr extends Utility {
  private static final int BYTES = 256;

  public Tr() {
    super(
        Origin.BUSYBOX,
        "tr",
        "translate bytes",
        """
        Usage: tr [-cds] STRING1 [STRING2]

        Translate, squeeze, or delete characters from stdin, writing to stdout

          -c  Take complement of STRING1
          -d  Delete input characters coded STRING1
          -s  Squeeze multiple output characters of STRING2 into one character""");
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, "write error", e);
    return 1;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(), "+Ccdst", "complement=c", "delete=d", "squeeze-repeats=s");
    List<String> operands = options.operands();
    if (operands.isEmpty()) {
      throw CommandException.usage(null);
    }
    String first = TrSet.expand(operands.getFirst());
    boolean complement = options.last("cC") != 0;
    if (complement) {
      first = TrSet.complement(first);
    }
    String second = operands.size() > 1 ? TrSet.expand(operands.get(1)) : "";
    boolean delete = options.has('d');
    char[] map = new char[BYTES];
    boolean[] inFirst = new boolean[BYTES];
    boolean[] inSecond = new boolean[BYTES];
    for (char c = 0; c < BYTES; c++) {
      map[c] = c;
    }
    for (int i = 0; i < first.length(); i++) {
      inFirst[first.charAt(i)] = true;
      if (!second.isEmpty()) {
        map[first.charAt(i)] = second.charAt(Math.min(i, second.length() - 1));
      }
    }
    String squeezed = second.isEmpty() ? first : second;
    for (int index = 0; index < squeezed.length(); index++) {
      char c = squeezed.charAt(index);
      inSecond[c] = true;
    }
    copy(session, options.has('s'), delete, map, inFirst, inSecond);
    return 0;
  }

  private static void copy(
      Session session,
      boolean squeeze,
      boolean delete,
      char[] map,
      boolean[] inFirst,
      boolean[] inSecond)
      throws ErrnoException, CommandException {
    Input input = new Input(session.calls(), 0, "-");
    byte[] buffer = new byte[4096];
    byte[] result = new byte[4096];
    int last = -1;
    int count;
    while ((count = input.read(buffer, 0, buffer.length)) > 0) {
      int length = 0;
      for (int i = 0; i < count; i++) {
        int c = buffer[i] & 0xff;
        if (delete && inFirst[c]) {
          continue;
        }
        int out = delete ? c : map[c];
        if (squeeze && last == out && inSecond[out]) {
          continue;
        }
        result[length++] = (byte) out;
        last = out;
      }
      session.out().write(result, 0, length);
      session.out().flush();
    }
  }
}
