package io.kobox.shell;

import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.module.Module;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestCommands;
import io.kobox.shell.test.TestResult;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A machine for one test: runs it, removes the modules, and collects what went wrong. */
final class TestMachine {
  private static final int SKIPPED = 4;

  private final KoboxOptions options;
  private final TestCase test;
  private final long seed;
  private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  TestMachine(KoboxOptions options, TestCase test, long seed) {
    this.options = options;
    this.test = test;
    this.seed = seed;
  }

  /** Runs the test. */
  TestResult run() throws UsageException, ErrnoException, InterruptedException {
    long started = System.nanoTime();
    KernelConfig config = options.testConfig(text -> findings.add(text.stripTrailing()), seed);
    int status;
    List<String> log = new ArrayList<>();
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      kernel
          .printk()
          .addListener(
              record -> {
                log.add(record.text());
                if (LogFindings.isFinding(record.text())) {
                  findings.add(record.text());
                }
              });
      status = run(kernel);
      if (kernel.panicked()) {
        status = 1;
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    List<String> diagnosis = new ArrayList<>();
    output.toString(StandardCharsets.UTF_8).lines().forEach(diagnosis::add);
    findings.forEach(finding -> finding.lines().forEach(diagnosis::add));
    TestResult.Verdict verdict = verdict(status);
    if (verdict == TestResult.Verdict.FAILED) {
      diagnosis.add("exit status " + status + ", seed " + seed + "; the kernel's log:");
      log.forEach(text -> text.lines().forEach(line -> diagnosis.add("  " + line)));
    }
    return new TestResult(test, verdict, seed, seconds, diagnosis);
  }

  private TestResult.Verdict verdict(int status) {
    if (!findings.isEmpty() || (status != 0 && status != SKIPPED)) {
      return TestResult.Verdict.FAILED;
    }
    return status == 0 ? TestResult.Verdict.PASSED : TestResult.Verdict.SKIPPED;
  }

  private int run(SimulatedKernel kernel) throws ErrnoException, InterruptedException {
    MachineCommands commands = new MachineCommands(BinaryLoader.NONE, TestCommands.of(findings));
    Map<String, String> environment = MachineCommands.environment();
    List<String> argv = List.of("sh", "-c", test.script());
    HostInput nothing =
        new HostInput(InputStream.nullInputStream(), kernel.scheduler()::callHost, null);
    HostOutput kept = new HostOutput(output, kernel::sendSigpipe, null);
    OpenFile in = kernel.files().pipeFs().openStream(nothing, OpenFlags.O_RDONLY, false);
    OpenFile out = kernel.files().pipeFs().openStream(kept, OpenFlags.O_WRONLY, false);
    String directory =
        Kobox.bytes(String.valueOf(test.file().toAbsolutePath().normalize().getParent()));
    return kernel.run(
        "init",
        List.of("init"),
        directory,
        List.of(in, out, out),
        calls -> {
          int pid =
              calls.spawn(
                  "sh",
                  argv,
                  own -> {
                    Session session =
                        new Session(own, argv, environment, commands.finder().runner(own));
                    int result = new ShellCommand("sh", commands.finder()).run(session);
                    session.out().flush();
                    return result;
                  });
          WaitStatus end = calls.wait4(pid, 0, null);
          removeModules(kernel, calls);
          return end == null ? 1 : end.shellStatus();
        });
  }

  /** So that the checks see what the modules leave behind. */
  private void removeModules(SimulatedKernel kernel, SystemCalls calls) throws ErrnoException {
    calls.setComm("rmmod");
    for (Module module : kernel.modules().all()) {
      try {
        calls.deleteModule(module.name(), OpenFlags.O_NONBLOCK);
      } catch (ErrnoException e) {
        findings.add("module " + module.name() + " cannot be removed: " + e.getMessage());
      }
    }
  }
}
