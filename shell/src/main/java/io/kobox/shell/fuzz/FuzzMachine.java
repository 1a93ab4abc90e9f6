package io.kobox.shell.fuzz;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.check.LogFindings;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which sequences of calls run one after the other, each with the module freshly
 * loaded. When one has found something the machine is not to be used any more.
 */
final class FuzzMachine implements AutoCloseable {
  private static final Answer OVER = new Answer();

  /** What to do, by the machine's first process. */
  private interface Order {
    void perform(SystemCalls calls) throws ErrnoException;
  }

  /** That it was done. */
  private static final class Answer {}

  private final SimulatedKernel kernel;
  private final byte[] image;
  private final String parameters;
  private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param base what the machine is like; its checks report here
   * @param edges is told what code runs
   */
  FuzzMachine(KernelConfig base, EdgeCounters edges, byte[] image, String parameters)
      throws ErrnoException {
    this.image = image;
    this.parameters = parameters;
    DebugConfig debug =
        new DebugConfig(
            base.debug().checks(),
            text -> findings.add(text.stripTrailing()),
            null,
            null,
            List.of(),
            base.debug().preempt(),
            edges,
            false);
    kernel =
        new SimulatedKernel(
            new KernelConfig(
                null, null, List.of(), base.seed(), false, base.lenient(), debug, base.profile()));
    kernel.printk().addListener(this::logged);
    thread = Thread.ofPlatform().daemon().name("kobox machine").start(this::runKernel);
  }

  private void logged(PrintkRecord record) {
    if (LogFindings.isFinding(record.text())) {
      findings.add(record.text());
    }
  }

  private void runKernel() {
    try {
      kernel.run("init", List.of("init"), "/", List.of(), this::init);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answers.add(OVER);
    }
  }

  private int init(SystemCalls calls) throws ErrnoException {
    while (!stopping) {
      try {
        orders.take().perform(calls);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
      answers.add(new Answer());
    }
    return 0;
  }

  private void order(Order order) {
    orders.add(order);
    try {
      if (answers.take() == OVER) {
        answers.add(OVER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Loads the module, performs the calls and removes it; what was found wrong. */
  List<String> run(List<FuzzCall> sequence) {
    order(calls -> load(calls, sequence));
    return List.copyOf(findings);
  }

  private void load(SystemCalls calls, List<FuzzCall> sequence) throws ErrnoException {
    try {
      calls.initModule(image, parameters);
    } catch (ErrnoException e) {
      return; // a module that refuses to be loaded has not done anything wrong
    }
    String name = kernel.modules().all().getFirst().name();
    int pid = calls.spawn("fuzz", List.of("fuzz"), own -> perform(own, sequence));
    WaitStatus end = calls.wait4(pid, 0, null);
    try {
      calls.deleteModule(name, OpenFlags.O_NONBLOCK);
    } catch (ErrnoException e) {
      if (end != null && end.signal() == 0) {
        findings.add("module " + name + " cannot be removed: " + e.getMessage());
      }
    }
  }

  private static int perform(SystemCalls calls, List<FuzzCall> sequence) {
    Slots slots = new Slots();
    for (FuzzCall call : sequence) {
      try {
        call.perform(calls, slots);
      } catch (ErrnoException e) {
        // any answer is right, as long as the kernel lives
      }
    }
    return 0;
  }

  /** What the module serves; null if it cannot be loaded. */
  @Nullable FuzzTarget target() {
    FuzzTarget[] found = new FuzzTarget[1];
    order(
        calls -> {
          TargetFinder finder = new TargetFinder(calls);
          try {
            calls.initModule(image, parameters);
          } catch (ErrnoException e) {
            return;
          }
          String name = kernel.modules().all().getFirst().name();
          found[0] = finder.find(CodeConstants.of(image));
          calls.deleteModule(name, OpenFlags.O_NONBLOCK);
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
    kernel.close();
  }
}
