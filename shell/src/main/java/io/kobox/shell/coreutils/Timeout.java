package io.kobox.shell.coreutils;

import io.kobox.shell.busybox.Child;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import java.util.List;

/** {@code timeout} (coreutils src/timeout.c). */
public final class Timeout extends Utility {
  private static final int TIMED_OUT = 124;
  private static final int CANCELED = 125;
  private static final char PRESERVE = '\u0100';
  private static final char FOREGROUND = '\u0101';

  public Timeout() {
    super(
        Origin.COREUTILS,
        "timeout",
        "run a command with a time limit",
        """
        Usage: timeout [OPTION] DURATION COMMAND [ARG]...
          or:  timeout [OPTION]
        Start COMMAND, and kill it if still running after DURATION.

              --preserve-status
                         exit with the same status as COMMAND, even when the
                           command times out
              --foreground
                         when not running timeout directly from a shell prompt,
                           allow COMMAND to read from the TTY and get TTY signals
          -k, --kill-after=DURATION
                         also send a KILL signal if COMMAND is still running
                           this long after the initial signal was sent
          -s, --signal=SIGNAL
                         specify the signal to be sent on timeout
          -v, --verbose  diagnose to stderr any signal sent upon timeout

        DURATION is a floating point number with an optional suffix:
        's' for seconds (the default), 'm' for minutes, 'h' for hours or 'd' for days.
        A duration of 0 disables the associated timeout.

        If the command times out, and --preserve-status is not set, then exit with
        status 124.  Otherwise, exit with the status of COMMAND.""");
  }

  @Override
  protected int usageStatus() {
    return CANCELED;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "+k:s:v" + PRESERVE + FOREGROUND,
            "preserve-status=" + PRESERVE,
            "foreground=" + FOREGROUND,
            "kill-after=k",
            "signal=s",
            "verbose=v");
    String signalName = options.argument('s');
    int signal = signalName == null ? SystemCalls.SIGTERM : Signals.number(signalName);
    if (signal < 0) {
      throw CommandException.usage("'" + signalName + "': invalid signal");
    }
    String killAfter = options.argument('k');
    Duration grace = killAfter == null ? Duration.ZERO : interval(killAfter);
    if (options.operands().size() < 2) {
      throw CommandException.usage(null);
    }
    Duration limit = interval(options.operands().getFirst());
    List<String> command = options.operands().subList(1, options.operands().size());
    String complaint = "timeout: failed to run command '" + command.getFirst() + "': ";
    int pid = Child.spawn(session, complaint, command, session.environment());
    return pid < 0 ? -pid : watch(session, options, pid, command.getFirst(), limit, grace, signal);
  }

  private static Duration interval(String text) throws CommandException {
    Duration interval = Durations.parse(text);
    if (interval == null) {
      throw CommandException.usage("invalid time interval '" + text + "'");
    }
    return interval;
  }

  private int watch(
      Session session,
      Options options,
      int pid,
      String command,
      Duration limit,
      Duration grace,
      int signal)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    WaitStatus end = calls.wait4(pid, 0, limit.isZero() ? null : limit);
    boolean timedOut = end == null;
    if (end == null) {
      send(session, options, pid, command, signal);
      end = calls.wait4(pid, 0, grace.isZero() ? null : grace);
    }
    if (end == null) {
      send(session, options, pid, command, SystemCalls.SIGKILL);
      end = calls.wait4(pid, 0, null);
    }
    if (end == null) {
      return CANCELED;
    }
    if (end.signal() != 0 && !timedOut) {
      calls.kill(calls.getpid(), end.signal());
    }
    boolean preserve = options.has(PRESERVE) || end.signal() == SystemCalls.SIGKILL;
    return timedOut && !preserve ? TIMED_OUT : end.shellStatus();
  }

  private void send(Session session, Options options, int pid, String command, int signal)
      throws ErrnoException {
    if (options.has('v')) {
      complain(session, "sending signal " + Signals.name(signal) + " to command '" + command + "'");
    }
    try {
      session.calls().kill(pid, signal);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ESRCH) {
        throw e;
      }
    }
  }
}
