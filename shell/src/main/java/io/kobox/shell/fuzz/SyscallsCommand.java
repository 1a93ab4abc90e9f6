package io.kobox.shell.fuzz;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code syscalls}: performs the calls that a fuzzer found something with. */
public final class SyscallsCommand extends Utility {
  private static final int CHUNK = 1 << 12;

  public SyscallsCommand() {
    super(
        Origin.BUSYBOX,
        "syscalls",
        "test: performs system calls, whatever they answer",
        """
        Usage: syscalls < CALLS

        Perform the calls that standard input has, one a line, and print their results.
        SLOT is 0 to 3; DATA is "TEXT" LENGTH, filled up with 'A'; \\xHH in TEXT is a byte

        \topen SLOT PATH FLAGS, close SLOT, poll SLOT, seek SLOT OFFSET WHENCE
        \tread SLOT COUNT, write SLOT DATA, ioctl SLOT REQUEST NUMBER|DATA
        \treadbad SLOT COUNT, writebad SLOT COUNT\twith an address of nothing
        \tget PATH, put PATH DATA\tas cat and echo do
        \tsleep MILLISECONDS""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<FuzzCall> calls;
    try {
      calls = CallText.parse(input(session.calls()).lines().toList());
    } catch (IllegalArgumentException e) {
      throw CommandException.failure(2, String.valueOf(e.getMessage()));
    }
    Slots slots = new Slots();
    for (FuzzCall call : calls) {
      String result;
      try {
        result = Long.toString(call.perform(session.calls(), slots));
      } catch (ErrnoException e) {
        result = "-1 " + e.errno();
      }
      session.out().println(call + " = " + result);
      session.out().flush();
    }
    return 0;
  }

  private static String input(SystemCalls calls) throws ErrnoException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[CHUNK];
    for (int got = calls.read(0, buffer, 0, CHUNK);
        got > 0;
        got = calls.read(0, buffer, 0, CHUNK)) {
      text.append(new String(buffer, 0, got, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
