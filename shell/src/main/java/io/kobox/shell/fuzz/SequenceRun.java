package io.kobox.shell.fuzz;

import io.kobox.kernel.sched.Preemption;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Performs the calls of an input, whatever the kernel answers. Those of other tasks that follow
 * each other are made at the same time: each task is a process with the files that were open
 * before, and all of them have ended when the main process goes on.
 */
final class SequenceRun {
  /** For a process that waits; in the machine's time. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** For all calls: they may sleep. */
  private static final Duration PATIENCE_FOR_ALL = Duration.ofMinutes(5);

  private static final String NO_RESULT = "?";

  private final FuzzInput input;
  private final Preemption preemption;
  private final String[] results;
  private final List<String> stuckTasks = new ArrayList<>();

  /**
   * @param preemption whether tasks of the machine lose the CPU
   */
  SequenceRun(FuzzInput input, Preemption preemption) {
    this.input = input;
    this.preemption = preemption;
    this.results = new String[input.steps().size()];
    Arrays.fill(results, NO_RESULT);
  }

  /**
   * Performs them by a new process, and waits until it has ended.
   *
   * @param stuck is told of processes that do not end
   * @return how it ended; null: it does not
   */
  @Nullable WaitStatus performByProcess(SystemCalls calls, List<String> stuck)
      throws ErrnoException {
    int pid =
        calls.spawn(
            "fuzz",
            List.of("fuzz"),
            own -> {
              perform(own);
              return 0;
            });
    WaitStatus end = Children.end(calls, pid, PATIENCE_FOR_ALL);
    if (end == null) {
      stuck.add(Children.stuck("the process"));
    }
    stuck.addAll(stuckTasks);
    return end;
  }

  private void perform(SystemCalls calls) throws ErrnoException {
    if (input.seed() == 0) {
      performAll(calls);
      return;
    }
    preemption.begin(input.seed());
    try {
      performAll(calls);
    } finally {
      preemption.end();
    }
  }

  private void performAll(SystemCalls calls) throws ErrnoException {
    Slots slots = new Slots();
    List<Step> steps = input.steps();
    int at = 0;
    while (at < steps.size()) {
      if (steps.get(at).isMain()) {
        perform(calls, slots, at);
        at++;
      } else {
        at = performTogether(calls, slots, at);
      }
    }
  }

  private void perform(SystemCalls calls, Slots slots, int at) {
    try {
      results[at] = Long.toString(input.steps().get(at).call().perform(calls, slots));
    } catch (ErrnoException e) {
      results[at] = "-1 " + e.errno();
    }
  }

  /** Performs the steps from {@code first} on that are not the main process's; the next one. */
  private int performTogether(SystemCalls calls, Slots slots, int first) throws ErrnoException {
    TreeMap<Integer, List<Integer>> tasks = new TreeMap<>();
    List<Step> steps = input.steps();
    int next = first;
    while (next < steps.size() && !steps.get(next).isMain()) {
      tasks.computeIfAbsent(steps.get(next).task(), _ -> new ArrayList<>()).add(next);
      next++;
    }
    TreeMap<Integer, Integer> pids = new TreeMap<>();
    for (Map.Entry<Integer, List<Integer>> task : tasks.entrySet()) {
      List<Integer> own = List.copyOf(task.getValue());
      Slots inherited = slots.inherited();
      pids.put(
          task.getKey(),
          calls.spawn(
              "fuzz",
              List.of("fuzz"),
              process -> {
                own.forEach(at -> perform(process, inherited, at));
                return 0;
              }));
    }
    for (Map.Entry<Integer, Integer> task : pids.entrySet()) {
      if (Children.end(calls, task.getValue(), PATIENCE) == null) {
        stuckTasks.add(Children.stuck("process " + task.getKey()));
      }
    }
    return next;
  }

  /** What each step came to, as text: a number, -1 and an error, or that it has not returned. */
  List<String> results() {
    return List.of(results);
  }
}
