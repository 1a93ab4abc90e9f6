package io.kobox.shell.fuzz;

import io.kobox.checkpoint.StartingPoint;
import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.sched.Preemption;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.batch.KernelMessages;
import io.kobox.shell.utillinux.LogRecord;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which inputs run one after the other, each with the module freshly loaded, on the
 * machine as it was before the first.
 */
final class FuzzMachine implements AutoCloseable {
  /** For loading and removing the module, in the machine's time. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What to do, by the machine's first process. */
  @FunctionalInterface
  private interface Order {
    void perform(SystemCalls calls) throws ErrnoException;
  }

  private final BatchMachine machine;
  private final FuzzModule module;
  private final Preemption preemption = new Preemption(false);
  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

  /** One for each order that was carried out, with whether the machine can take another one. */
  private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();

  private final Thread thread;
  private volatile boolean stopping;
  private boolean usable = true;

  /**
   * @param maker of the machine
   * @param base what it is like; its checks report here
   * @param edges is told what code runs
   */
  FuzzMachine(BatchMachine.Maker maker, KernelConfig base, EdgeCounters edges, FuzzModule module)
      throws IOException, ErrnoException {
    this.module = module;
    DebugConfig debug =
        new DebugConfig(
            base.debug().checks(),
            text -> reports.add(text.stripTrailing()),
            null,
            null,
            List.of(),
            preemption,
            edges,
            base.debug().inTree());
    machine =
        maker.boot(
            new KernelConfig(
                null, null, List.of(), base.seed(), false, base.lenient(), debug, base.profile()));
    thread = Thread.ofPlatform().daemon().name("kobox machine").start(this::runMachine);
  }

  private void runMachine() {
    try {
      machine.run(List.of("init"), "/", OutputStream.nullOutputStream(), this::init);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ErrnoException e) {
      reports.add("the machine did not start: " + e.getMessage());
    } finally {
      answers.add(false);
    }
  }

  private int init(SystemCalls calls) throws ErrnoException {
    StartingPoint start = StartingPoint.here(() -> machine.checkpoint(calls));
    boolean goesOn = true;
    while (goesOn && !stopping) {
      try {
        orders.take().perform(calls);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
      goesOn = start.goBack();
      if (goesOn) {
        answers.add(true);
      }
    }
    return 0;
  }

  private void order(Order order) {
    orders.add(order);
    try {
      usable = answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Whether it can run another input. */
  boolean isUsable() {
    return usable;
  }

  /** Loads the module, performs the calls and removes it; what was found wrong. */
  List<String> run(FuzzInput input) {
    reports.clear();
    List<String> found = Collections.synchronizedList(new ArrayList<>());
    order(calls -> run(calls, input, found));
    if (!usable && machine.stopped()) {
      found.addAll(reports);
      machine.lastWords().stream().filter(LogFindings::isFinding).forEach(found::add);
    }
    return List.copyOf(found);
  }

  private void run(SystemCalls calls, FuzzInput input, List<String> found) throws ErrnoException {
    KernelMessages log = new KernelMessages(calls);
    List<String> stuck = new ArrayList<>();
    String arguments = String.join(" ", module.arguments(input));
    SequenceRun sequence = new SequenceRun(input, preemption);
    // a module that refuses to be loaded has not done anything wrong
    if (process(calls, "insmod", stuck, own -> own.initModule(module.image(), arguments)) == null) {
      sequence.performByProcess(calls, stuck);
      take(log, found);
      ErrnoException refused = process(calls, "rmmod", stuck, this::removeModule);
      if (refused != null && found.isEmpty() && stuck.isEmpty()) {
        found.add("module " + module.name() + " cannot be removed: " + refused.getMessage());
      }
    }
    take(log, found);
    found.addAll(stuck);
  }

  private void removeModule(SystemCalls calls) throws ErrnoException {
    calls.deleteModule(module.name(), OpenFlags.O_NONBLOCK);
  }

  /** Has an order carried out by a process, which an oops may end; the error that it came to. */
  private static @Nullable ErrnoException process(
      SystemCalls calls, String name, List<String> stuck, Order order) throws ErrnoException {
    AtomicReference<@Nullable ErrnoException> error = new AtomicReference<>();
    int pid =
        calls.spawn(
            name,
            List.of(name),
            own -> {
              try {
                order.perform(own);
              } catch (ErrnoException e) {
                error.set(e);
              }
              return 0;
            });
    WaitStatus end = Children.end(calls, pid, PATIENCE);
    if (end == null) {
      stuck.add(Children.stuck(name));
    }
    return end == null || end.signal() != 0 ? new ErrnoException(Errno.EINTR) : error.get();
  }

  /** What the checks and the kernel have said since. */
  private void take(KernelMessages log, List<String> found) {
    found.addAll(List.copyOf(reports));
    reports.clear();
    log.read().stream().map(LogRecord::text).filter(LogFindings::isFinding).forEach(found::add);
  }

  /** What the module serves; null if it cannot be loaded. */
  @Nullable FuzzTarget target() {
    FuzzTarget[] found = new FuzzTarget[1];
    order(
        calls -> {
          TargetFinder finder = new TargetFinder(calls);
          String arguments = String.join(" ", module.arguments());
          if (process(
                  calls,
                  "insmod",
                  new ArrayList<>(),
                  own -> own.initModule(module.image(), arguments))
              == null) {
            found[0] = finder.find(module);
          }
        });
    return found[0];
  }

  @Override
  public void close() {
    stopping = true;
    orders.add(calls -> {});
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    machine.close();
  }
}
