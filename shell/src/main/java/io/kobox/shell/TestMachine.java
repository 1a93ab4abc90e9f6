package io.kobox.shell;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.sched.Preemption;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.batch.KernelMessages;
import io.kobox.shell.checkpoint.Checkpoints;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.MachineText;
import io.kobox.shell.command.Session;
import io.kobox.shell.device.GivenDevices;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.shell.test.KunitLog;
import io.kobox.shell.test.TestCase;
import io.kobox.shell.test.TestCommands;
import io.kobox.shell.test.TestResult;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
    int status;
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    FaultInjection faults = faults();
    // with any other seed than 0 tasks lose the CPU by chance
    Preemption preemption = new Preemption(seed != 0);
    GivenDevices devices = options.devices();
    AtomicReference<BatchMachine> running = new AtomicReference<>();
    List<Command> own = new ArrayList<>(TestCommands.of(findings, faults, preemption));
    own.add(devices.command());
    own.addAll(new Checkpoints(calls -> running.get().checkpoint(calls)).commands());
    MachineCommands commands = new MachineCommands(BinaryLoader.EXECVE, own);
    try (BatchMachine machine = open(commands, faults, preemption)) {
      running.set(machine);
      status =
          machine.run(
              List.of("init"),
              directory(),
              output,
              devices.before(calls -> test(calls, commands, log)));
      if (machine.stopped()) {
        status = 1;
        log.addAll(machine.lastWords());
      }
    }
    log.stream().filter(LogFindings::isFinding).forEach(findings::add);
    double seconds = (System.nanoTime() - started) / 1e9;
    List<String> diagnosis = new ArrayList<>();
    output.toString(StandardCharsets.UTF_8).lines().forEach(diagnosis::add);
    findings.forEach(finding -> finding.lines().forEach(diagnosis::add));
    List<TestResult.Subtest> subtests =
        test.kind() == TestCase.Kind.KUNIT ? KunitLog.subtests(log) : List.of();
    if (test.kind() == TestCase.Kind.KUNIT && status == 0 && subtests.isEmpty()) {
      status = 1;
      diagnosis.add("no KUnit suite ran");
    }
    TestResult.Verdict verdict = verdict(status);
    if (subtests.stream().anyMatch(each -> each.verdict() == TestResult.Verdict.FAILED)) {
      verdict = TestResult.Verdict.FAILED;
    }
    return new TestResult(
        test, verdict, status, seed, seconds, diagnosis, List.copyOf(log), List.copyOf(subtests));
  }

  /** Those of --fail; on the simulated kernel the test may add more. */
  private @Nullable FaultInjection faults() throws UsageException {
    FaultInjection given = options.faults();
    return given == null && !options.isImage() ? FaultInjection.of(List.of()) : given;
  }

  private BatchMachine open(
      MachineCommands commands, @Nullable FaultInjection faults, Preemption preemption)
      throws UsageException, ErrnoException {
    KernelConfig config =
        options.testConfig(text -> findings.add(text.stripTrailing()), seed, faults, preemption);
    return options.boot(config, commands);
  }

  private String directory() {
    return Kobox.bytes(test.directory().toString());
  }

  private TestResult.Verdict verdict(int status) {
    if (!findings.isEmpty() || (status != 0 && status != SKIPPED)) {
      return TestResult.Verdict.FAILED;
    }
    return status == 0 ? TestResult.Verdict.PASSED : TestResult.Verdict.SKIPPED;
  }

  /** The first process of the machine. */
  private int test(SystemCalls calls, MachineCommands commands, List<String> log)
      throws ErrnoException {
    KernelMessages messages = new KernelMessages(calls);
    List<String> argv = List.of("sh", "-c", test.script());
    Map<String, String> environment = MachineCommands.environment();
    int pid =
        calls.spawn(
            "sh",
            argv,
            own -> {
              Session session = new Session(own, argv, environment, commands.finder().runner(own));
              int result = new ShellCommand("sh", commands.finder()).run(session);
              session.out().flush();
              return result;
            });
    WaitStatus end = calls.wait4(pid, 0, null);
    messages.read().forEach(message -> log.add(message.text())); // an oops may be the end
    removeModules(calls);
    messages.read().forEach(message -> log.add(message.text()));
    return end == null ? 1 : end.shellStatus();
  }

  /** So that the checks see what the modules leave behind. */
  private void removeModules(SystemCalls calls) throws ErrnoException {
    calls.setComm("rmmod");
    List<String> names =
        MachineText.read(calls, "/proc/modules")
            .lines()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
    for (String name : names) {
      try {
        calls.deleteModule(name, OpenFlags.O_NONBLOCK);
      } catch (ErrnoException e) {
        findings.add("module " + name + " cannot be removed: " + e.getMessage());
      }
    }
  }
}
