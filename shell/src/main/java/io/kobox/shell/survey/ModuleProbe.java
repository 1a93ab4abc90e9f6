package io.kobox.shell.survey;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is done with one module, as a program of its machine: modprobe, a look, modprobe -r; insmod
 * and rmmod for a file. The result grows step by step, so that a machine that stops leaves what it
 * did until then.
 */
final class ModuleProbe implements Program {
  /** Where files outside the kernel's own tree show in the machine. */
  static final String FILES = "/mods";

  private static final int CLOCK_MONOTONIC = 1;
  private static final int MICROSECOND = 1000;
  private static final int TAINT_DIE = 1 << 7;

  private final Subject subject;
  private final CommandFinder finder;
  private final Map<String, String> environment;
  private final ByteArrayOutputStream stderr;
  private final Duration settle;
  private final JsonObject result;

  /**
   * A probe of {@code subject}.
   *
   * @param stderr where the machine's standard error goes to
   * @param settle how long, in virtual time, the machine may go on by itself after a command
   * @param result takes the fields
   */
  ModuleProbe(
      Subject subject,
      CommandFinder finder,
      Map<String, String> environment,
      ByteArrayOutputStream stderr,
      Duration settle,
      JsonObject result) {
    this.subject = subject;
    this.finder = finder;
    this.environment = environment;
    this.stderr = stderr;
    this.settle = settle;
    this.result = result;
  }

  @Override
  public int run(SystemCalls calls) throws ErrnoException {
    LogReader log = new LogReader(calls);
    long taintBefore = ModuleList.tainted(calls);
    loadDependencies(calls, log);
    Map<String, String> before = ModuleList.read(calls);
    int status = load(calls, log, before);
    long taintAfter = ModuleList.tainted(calls);
    if (taintAfter != taintBefore) {
      JsonArray taints = new JsonArray();
      taints.add(taintBefore);
      taints.add(taintAfter);
      result.add("tainted", taints);
    }
    int removeStatus = remove(calls, log, before);
    result.addProperty(
        "status",
        (ModuleList.tainted(calls) & TAINT_DIE) != 0
            ? "oops"
            : status != 0 ? "init_error" : removeStatus != 0 ? "unremovable" : "ok");
    return 0;
  }

  private void loadDependencies(SystemCalls calls, LogReader log) throws ErrnoException {
    if (subject.depends().isEmpty()) {
      return;
    }
    for (String name : subject.depends()) {
      call(calls, List.of("modprobe", name));
    }
    stderr.reset();
    result.add("pre_kmsg", log.next().json());
  }

  private int load(SystemCalls calls, LogReader log, Map<String, String> before)
      throws ErrnoException {
    List<String> command =
        subject.byFile()
            ? List.of("insmod", FILES + "/" + subject.path())
            : List.of("modprobe", subject.module());
    long start = calls.clockGettime(CLOCK_MONOTONIC);
    int status = call(calls, command);
    result.addProperty("us", (calls.clockGettime(CLOCK_MONOTONIC) - start) / MICROSECOND);
    result.addProperty("rc", status);
    String error = takeErrors();
    result.addProperty("stderr", error);
    addErrno(error);
    addLog(calls, log, "kmsg", "late");
    Map<String, String> after = added(calls, before);
    result.add("loaded", names(after));
    String own = after.remove(subject.kernelName());
    result.addProperty("proc", own);
    JsonObject others = new JsonObject();
    after.forEach(others::addProperty);
    result.add("procs", others);
    return status;
  }

  private int remove(SystemCalls calls, LogReader log, Map<String, String> before)
      throws ErrnoException {
    List<String> command =
        subject.byFile()
            ? List.of("rmmod", subject.kernelName())
            : List.of("modprobe", "-r", subject.module());
    long start = calls.clockGettime(CLOCK_MONOTONIC);
    int status = call(calls, command);
    result.addProperty("rm_us", (calls.clockGettime(CLOCK_MONOTONIC) - start) / MICROSECOND);
    result.addProperty("rm_rc", status);
    result.addProperty("rm_stderr", takeErrors());
    addLog(calls, log, "rm_kmsg", "rm_late");
    Map<String, String> left = added(calls, before);
    if (!left.isEmpty()) {
      result.add("left", names(left));
    }
    return status;
  }

  /** What the log got by the command, and while the machine settled. */
  private void addLog(SystemCalls calls, LogReader log, String field, String late)
      throws ErrnoException {
    LogReader.Messages messages = log.next();
    List<String> lines = new ArrayList<>(messages.lines());
    calls.nanosleep(settle);
    LogReader.Messages more = log.next();
    lines.addAll(more.lines());
    JsonArray array = new JsonArray();
    lines.forEach(array::add);
    result.add(field, array);
    result.addProperty(late, more.lines().size());
    if (field.equals("kmsg") && !messages.dictionary().isEmpty()) {
      result.add("dict", messages.dictionary());
    }
  }

  private int call(SystemCalls calls, List<String> argv) throws ErrnoException {
    Program program = finder.find(calls, argv, environment);
    int pid = calls.spawn(argv.getFirst(), argv, program);
    WaitStatus end = calls.wait4(pid, 0, null);
    return end == null ? 1 : end.shellStatus();
  }

  private String takeErrors() {
    String text = stderr.toString(StandardCharsets.ISO_8859_1);
    stderr.reset();
    return text;
  }

  /** The errno that a tool's message ends with. */
  private void addErrno(String error) {
    String message = error.substring(error.lastIndexOf(": ") + 1).strip();
    if (message.startsWith("Unknown symbol in module")) {
      result.addProperty("errno", Errno.ENOENT.name());
      return;
    }
    for (Errno errno : Errno.values()) {
      if (!message.isEmpty() && message.equals(new ErrnoException(errno).getMessage())) {
        result.addProperty("errno", errno.name());
        return;
      }
    }
  }

  private static Map<String, String> added(SystemCalls calls, Map<String, String> before)
      throws ErrnoException {
    Map<String, String> modules = new LinkedHashMap<>(ModuleList.read(calls));
    modules.keySet().removeAll(before.keySet());
    return modules;
  }

  private static JsonArray names(Map<String, String> modules) {
    JsonArray names = new JsonArray();
    modules.keySet().forEach(names::add);
    return names;
  }
}
