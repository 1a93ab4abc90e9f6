package io.kobox.kernel.irq;

import io.kobox.kernel.sched.Task;
import org.jspecify.annotations.Nullable;

/** A handler of an interrupt line (struct irqaction). */
final class Irqaction {
  private final long handler;
  private final long threadFunction;
  private final int flags;
  private final String name;
  private final long nameAddress;
  private final long device;
  private @Nullable Task thread;
  private boolean runThread;
  private boolean stopped;

  Irqaction(
      long handler, long threadFunction, int flags, String name, long nameAddress, long device) {
    this.handler = handler;
    this.threadFunction = threadFunction;
    this.flags = flags;
    this.name = name;
    this.nameAddress = nameAddress;
    this.device = device;
  }

  /** 0: only the thread is there. */
  long handler() {
    return handler;
  }

  long threadFunction() {
    return threadFunction;
  }

  int flags() {
    return flags;
  }

  String name() {
    return name;
  }

  /** The guest's string that it was named by. */
  long nameAddress() {
    return nameAddress;
  }

  /** {@code dev_id}. */
  long device() {
    return device;
  }

  @Nullable Task thread() {
    return thread;
  }

  void setThread(Task thread) {
    this.thread = thread;
  }

  /** IRQTF_RUNTHREAD: the thread has to run its function, once, however often it was woken. */
  boolean runThread() {
    return runThread;
  }

  void setRunThread(boolean run) {
    this.runThread = run;
  }

  boolean stopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
  }
}
