package io.kobox.shell;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.LogFindings;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.syscalls.ErrnoException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kobox sweep FILE.ko}: loads and unloads the module once per failable call that it makes,
 * each on a machine of its own with that call failing, and tells what went wrong. Exit status 0:
 * nothing did; 1: something did; 2: the module cannot be loaded at all.
 */
final class Sweep {
  private static final int BAR = 30;

  private final KoboxOptions options;
  private final PrintStream out;
  private final PrintStream err;

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
    FaultInjection counting = FaultInjection.of(List.of());
    Outcome whole = load(words, counting);
    if (whole.status() == ModuleRun.UNREADABLE) {
      return ModuleRun.UNREADABLE;
    }
    long calls = counting.failableCalls();
    int bad = 0;
    if (whole.isBad() || whole.status() != 0) {
      bad++;
      report("without a fault", whole);
    }
    for (long i = 1; i <= calls; i++) {
      progress(i, calls);
      Outcome outcome = load(words, FaultInjection.of(List.of("*:" + i)));
      if (outcome.isBad()) {
        bad++;
        report("call " + i + " of " + calls + ", " + outcome.failed(), outcome);
      }
    }
    endProgress();
    out.println(calls + " failable calls, " + bad + " runs with findings");
    out.flush();
    return bad == 0 ? 0 : ModuleRun.FAILED;
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

  private Outcome load(List<String> words, FaultInjection faults)
      throws UsageException, ErrnoException, InterruptedException {
    List<String> findings = new ArrayList<>();
    KernelConfig config = options.config(false, findings::add, faults);
    MachineCommands commands = new MachineCommands();
    Path image = options.kernel();
    try (BatchMachine machine =
        image == null
            ? new SimulatedBatchMachine(config)
            : new ImageBatchMachine(image, config, commands.finder())) {
      List<KernelMessages.Message> log = new ArrayList<>();
      ModuleRun program =
          new ModuleRun(
              calls -> {},
              commands.finder(),
              Kobox.bytes(words.getFirst()),
              words.subList(1, words.size()).stream().map(Kobox::bytes).toList(),
              err);
      int status =
          machine.run(
              List.of("kobox"),
              Kobox.bytes(System.getProperty("user.dir", "/")),
              OutputStream.nullOutputStream(),
              calls -> {
                KernelMessages messages = new KernelMessages(calls);
                int result = program.run(calls);
                log.addAll(messages.read());
                return result;
              });
      log.stream()
          .map(KernelMessages.Message::text)
          .filter(LogFindings::isFinding)
          .forEach(findings::add);
      FaultInjection.Site site = faults.lastFailed();
      String failed = site == null ? "" : site.function();
      return new Outcome(status, machine.stopped(), findings, failed);
    }
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
