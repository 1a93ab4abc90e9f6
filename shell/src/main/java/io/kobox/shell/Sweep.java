package io.kobox.shell;

import io.kobox.checkpoint.StartingPoint;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.LogFindings;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.batch.KernelMessages;
import io.kobox.shell.utillinux.LogRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kobox sweep FILE.ko}: loads and unloads the module once per failable call that it makes,
 * each time on a machine as it is before that, with that call failing, and tells what went wrong.
 * Exit status 0: nothing did; 1: something did; 2: the module cannot be loaded at all.
 */
final class Sweep {
  private static final int BAR = 30;

  private final KoboxOptions options;
  private final PrintStream out;
  private final PrintStream err;

  /** The call that the next run lets fail; 0: none. */
  private long next;

  /** How many calls can fail. */
  private long calls;

  private int bad;
  private boolean unreadable;

  Sweep(KoboxOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** What one run came to. */
  private record Outcome(int status, boolean panicked, List<String> findings, String failed) {
    boolean isBad() {
      return panicked || status == ModuleRun.OOPSED || !findings.isEmpty();
    }
  }

  int run(List<String> words) throws UsageException, ErrnoException, InterruptedException {
    if (words.isEmpty() || words.getFirst().startsWith("-")) {
      throw new UsageException("sweep: which module file?");
    }
    while (next <= calls && !unreadable) {
      machine(words);
    }
    if (unreadable) {
      return ModuleRun.UNREADABLE;
    }
    endProgress();
    out.println(calls + " failable calls, " + bad + " runs with findings");
    out.flush();
    return bad == 0 ? 0 : ModuleRun.FAILED;
  }

  /** Runs on one machine that goes back after each, as long as it can. */
  private void machine(List<String> words)
      throws UsageException, ErrnoException, InterruptedException {
    List<String> findings = new ArrayList<>();
    FaultInjection faults = FaultInjection.of(List.of());
    KernelConfig config = options.config(false, findings::add, faults);
    MachineCommands commands = new MachineCommands();
    try (BatchMachine machine = options.boot(config, commands)) {
      ModuleRun program =
          new ModuleRun(
              calls -> {},
              commands.finder(),
              Kobox.bytes(words.getFirst()),
              words.subList(1, words.size()).stream().map(Kobox::bytes).toList(),
              err);
      long begun = next;
      machine.run(
          List.of("kobox"),
          Kobox.bytes(System.getProperty("user.dir", "/")),
          OutputStream.nullOutputStream(),
          own -> {
            StartingPoint start = StartingPoint.here(() -> machine.checkpoint(own));
            do {
              findings.clear();
              take(load(own, program, findings, faults), faults);
            } while (next <= calls && !unreadable && start.goBack());
            return 0;
          });
      if (machine.stopped()) {
        take(new Outcome(ModuleRun.FAILED, true, List.copyOf(findings), failed(faults)), faults);
      } else if (next == begun) {
        throw new IllegalStateException("a run has not come to its end");
      }
    }
  }

  /** The next run is through; the first one is without a fault, and counts the calls. */
  private void take(Outcome outcome, FaultInjection faults) {
    if (next == 0) {
      calls = faults.failableCalls();
      unreadable = outcome.status() == ModuleRun.UNREADABLE;
      if (!unreadable && (outcome.isBad() || outcome.status() != 0)) {
        bad++;
        report("without a fault", outcome);
      }
    } else if (outcome.isBad()) {
      bad++;
      report("call " + next + " of " + calls + ", " + outcome.failed(), outcome);
    }
    next++;
    if (next <= calls) {
      progress(next, calls);
    }
  }

  private void report(String what, Outcome outcome) {
    endProgress();
    out.println(what + ": " + verdict(outcome));
    for (String finding : outcome.findings()) {
      finding.lines().forEach(line -> out.println("    " + line));
    }
  }

  private static String verdict(Outcome outcome) {
    if (outcome.panicked()) {
      return "panic";
    }
    return switch (outcome.status()) {
      case ModuleRun.OOPSED -> "oops";
      case ModuleRun.FAILED -> "insmod or rmmod failed";
      default -> "loaded and unloaded";
    };
  }

  private Outcome load(
      SystemCalls calls, ModuleRun program, List<String> findings, FaultInjection faults)
      throws ErrnoException {
    if (next > 0) {
      faults.add("*:" + next);
    }
    KernelMessages messages = new KernelMessages(calls);
    int status = program.run(calls);
    messages.read().stream()
        .map(LogRecord::text)
        .filter(LogFindings::isFinding)
        .forEach(findings::add);
    return new Outcome(status, false, List.copyOf(findings), failed(faults));
  }

  private static String failed(FaultInjection faults) {
    FaultInjection.Site site = faults.lastFailed();
    return site == null ? "" : site.function();
  }

  private void progress(long done, long of) {
    if (HostTerminal.isOutput()) {
      int filled = (int) (BAR * done / of);
      out.print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + done + "/" + of);
      out.flush();
    }
  }

  private void endProgress() {
    if (HostTerminal.isOutput()) {
      out.print("\r\u001b[K");
    }
  }
}
