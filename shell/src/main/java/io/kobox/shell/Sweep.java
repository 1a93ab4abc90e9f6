package io.kobox.shell;

import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
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
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      kernel.printk().addListener(record -> noteOops(record, findings));
      String[] failed = {""};
      MachineCommands commands = new MachineCommands();
      ModuleRun program =
          new ModuleRun(
              machine -> {},
              commands.finder(),
              Kobox.bytes(words.getFirst()),
              words.subList(1, words.size()).stream().map(Kobox::bytes).toList(),
              err);
      String directory = Kobox.bytes(System.getProperty("user.dir", "/"));
      int status =
          kernel.run(
              "kobox",
              List.of("kobox"),
              directory,
              streams(kernel),
              calls -> {
                int result = program.run(calls);
                FaultInjection.Site site = faults.lastFailed();
                failed[0] = site == null ? "" : site.function();
                return result;
              });
      return new Outcome(status, kernel.panicked(), findings, failed[0]);
    }
  }

  /** Of an oops only its first line is a finding; the rest is in the log of a run with --fail. */
  private static void noteOops(PrintkRecord record, List<String> findings) {
    if (LogFindings.isFinding(record.text())) {
      findings.add(record.text());
    }
  }

  /** No input, and nowhere for the commands' messages. */
  private static List<OpenFile> streams(SimulatedKernel kernel) throws ErrnoException {
    HostInput nothing =
        new HostInput(new ByteArrayInputStream(new byte[0]), kernel.scheduler()::callHost, null);
    OpenFile in = kernel.files().pipeFs().openStream(nothing, OpenFlags.O_RDONLY, false);
    HostOutput sink = new HostOutput(OutputStream.nullOutputStream(), kernel::sendSigpipe, null);
    return List.of(
        in,
        kernel.files().pipeFs().openStream(sink, OpenFlags.O_WRONLY, false),
        kernel.files().pipeFs().openStream(sink, OpenFlags.O_WRONLY, false));
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
