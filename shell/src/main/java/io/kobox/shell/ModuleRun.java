package io.kobox.shell;

import io.kobox.shell.command.MachineText;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code kobox run FILE.ko}: insmod, then rmmod, as a program of the machine. */
final class ModuleRun implements Program {
  static final int FAILED = 1;
  static final int UNREADABLE = 2;
  static final int OOPSED = 3;

  private static final int TAINT_DIE = 1 << 7;

  private final LogPrinter log;
  private final CommandFinder finder;
  private final String file;
  private final List<String> parameters;
  private final PrintStream err;

  /** Prints what the kernel logged since the last time. */
  @FunctionalInterface
  interface LogPrinter {
    void print(SystemCalls calls) throws ErrnoException;
  }

  ModuleRun(
      LogPrinter log, CommandFinder finder, String file, List<String> parameters, PrintStream err) {
    this.log = log;
    this.finder = finder;
    this.file = file;
    this.parameters = parameters;
    this.err = err;
  }

  @Override
  public int run(SystemCalls calls) throws ErrnoException {
    try {
      calls.close(calls.openat(OpenFlags.AT_FDCWD, file, OpenFlags.O_RDONLY, 0));
    } catch (ErrnoException e) {
      err.println("kobox: " + file + ": " + e.getMessage());
      return UNREADABLE;
    }
    List<String> before = loaded(calls);
    List<String> insmod = new ArrayList<>(List.of("insmod", file));
    insmod.addAll(parameters);
    int status = call(calls, insmod);
    for (String name : loaded(calls)) {
      if (status == 0 && !before.contains(name)) {
        status = call(calls, List.of("rmmod", name));
      }
    }
    if ((Integer.parseInt(MachineText.read(calls, "/proc/sys/kernel/tainted").strip()) & TAINT_DIE)
        != 0) {
      return OOPSED;
    }
    return status == 0 ? 0 : FAILED;
  }

  private int call(SystemCalls calls, List<String> argv) throws ErrnoException {
    Map<String, String> environment = MachineCommands.environment();
    Program program = finder.find(calls, argv, environment);
    int pid = calls.spawn(argv.getFirst(), argv, program);
    WaitStatus end = calls.wait4(pid, 0, null);
    log.print(calls);
    return end == null ? FAILED : end.shellStatus();
  }

  /** The names in /proc/modules, the newest first. */
  private static List<String> loaded(SystemCalls calls) throws ErrnoException {
    return MachineText.read(calls, "/proc/modules")
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }
}
