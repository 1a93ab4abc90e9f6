package io.kobox.shell;

import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.kernel.printk.RecordText;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code kobox run FILE.ko}: insmod, the log as it grows, rmmod. */
final class RunCommand {
  private static final int FAILED = 1;
  private static final int UNREADABLE = 2;
  private static final int OOPSED = 3;

  private final SimulatedKernel kernel;
  private final Programs programs;
  private final PrintStream log;

  RunCommand(SimulatedKernel kernel, Programs programs, PrintStream log) {
    this.kernel = kernel;
    this.programs = programs;
    this.log = log;
  }

  /** Prints every record from now on as dmesg does. */
  void followLog() {
    boolean[] boot = {true};
    kernel
        .printk()
        .addListener(
            record -> {
              if (!boot[0]) {
                print(record);
              }
            });
    boot[0] = false;
  }

  private void print(PrintkRecord record) {
    byte[] text = RecordText.print(record, false, true).getBytes(StandardCharsets.ISO_8859_1);
    log.write(text, 0, text.length);
    log.flush();
  }

  /** Runs as the machine's first process; the result is kobox's exit status. */
  int run(SystemCalls calls, String file, List<String> parameters) throws ErrnoException {
    List<String> insmod = new ArrayList<>(List.of("insmod", file));
    insmod.addAll(parameters);
    int fd;
    try {
      fd = calls.openat(io.kobox.syscalls.OpenFlags.AT_FDCWD, file, 0, 0);
    } catch (ErrnoException e) {
      System.err.println("kobox: " + file + ": " + e.errno().text());
      return UNREADABLE;
    }
    calls.close(fd);
    List<String> before = loaded(calls);
    int status = call(calls, insmod);
    if (status == 0) {
      for (String name : loaded(calls)) {
        if (!before.contains(name)) {
          status = call(calls, List.of("rmmod", name));
        }
      }
    }
    if (kernel.oopses() > 0) {
      return OOPSED;
    }
    return status == 0 ? 0 : FAILED;
  }

  private int call(SystemCalls calls, List<String> argv) throws ErrnoException {
    Command command = programs.find(argv.getFirst());
    if (command == null) {
      throw new IllegalStateException(argv.getFirst() + " is missing");
    }
    int pid =
        calls.spawn(
            argv.getFirst(),
            argv,
            child -> {
              Session session = new Session(child, argv, Map.of(), programs);
              int status = command.run(session);
              session.out().flush();
              return status;
            });
    var end = calls.wait4(pid, 0, null);
    return end == null ? FAILED : end.shellStatus();
  }

  private static List<String> loaded(SystemCalls calls) throws ErrnoException {
    int fd = calls.openat(io.kobox.syscalls.OpenFlags.AT_FDCWD, "/proc/modules", 0, 0);
    byte[] buffer = new byte[65536];
    int count = calls.read(fd, buffer, 0, buffer.length);
    calls.close(fd);
    String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
    return text.lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
  }
}
