package io.kobox.shell.fuzz;

import io.kobox.kernel.sched.Preemption;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code syscalls}: performs the calls that a fuzzer found something with. */
public final class SyscallsCommand extends Utility {
  private static final int CHUNK = 1 << 12;

  private final Preemption preemption;

  /**
   * @param preemption whether tasks of the machine lose the CPU
   */
  public SyscallsCommand(Preemption preemption) {
    super(
        Origin.BUSYBOX,
        "syscalls",
        "test: performs system calls, whatever they answer",
        """
        Usage: syscalls < CALLS

        Perform the calls that standard input has, one a line, and print their results.
        SLOT is 0 to 3; DATA is "TEXT" LENGTH, filled up with 'A'; \\xHH in TEXT is a byte.
        '1: CALL', '2: CALL', '3: CALL': by processes beside the main one, those that follow
        each other at the same time; 'seed N': where they lose the CPU (simulated kernel)

        \topen SLOT PATH FLAGS, close SLOT, poll SLOT, seek SLOT OFFSET WHENCE
        \tread SLOT COUNT, write SLOT DATA, ioctl SLOT REQUEST NUMBER|DATA
        \treadbad SLOT COUNT, writebad SLOT COUNT\twith an address of nothing
        \tmmap SLOT LENGTH PROTECTION FLAGS OFFSET, munmap SLOT
        \tload SLOT OFFSET COUNT, store SLOT OFFSET DATA\tin the mapping's memory
        \tget PATH, put PATH DATA\tas cat and echo do
        \tsleep MILLISECONDS""");
    this.preemption = preemption;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    FuzzInput sequence;
    try {
      sequence = CallText.parse(input(session.calls()).lines().toList());
    } catch (IllegalArgumentException e) {
      throw CommandException.failure(2, String.valueOf(e.getMessage()));
    }
    SequenceRun run = new SequenceRun(sequence, preemption);
    List<String> stuck = new ArrayList<>();
    WaitStatus end = run.performByProcess(session.calls(), stuck);
    for (int i = 0; i < sequence.steps().size(); i++) {
      session.out().println(sequence.steps().get(i) + " = " + run.results().get(i));
    }
    session.out().flush();
    for (String each : stuck) {
      session.error(each);
    }
    return end == null || !stuck.isEmpty() ? 1 : end.shellStatus();
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
