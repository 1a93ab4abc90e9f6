package io.kobox.kernel.trace;

import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.TrapHandler;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A line for each served call, when it has returned; see {@link CallFormat}. */
public final class CallTrace implements CallInterceptor {
  private final CallFormat format;
  private final Scheduler scheduler;
  private final LongSupplier monotonic;
  private final Consumer<String> out;

  public CallTrace(
      CallFormat format, Scheduler scheduler, LongSupplier monotonic, Consumer<String> out) {
    this.format = format;
    this.scheduler = scheduler;
    this.monotonic = monotonic;
    this.out = out;
  }

  @Override
  public TrapHandler intercept(String function, TrapHandler handler) {
    return (cpu, at) -> {
      Task task = scheduler.current();
      String call = format.call(monotonic.getAsLong(), task.comm(), task.pid(), function, cpu);
      boolean returned = false;
      try {
        handler.handle(cpu, at);
        returned = true;
      } finally {
        out.accept(call + (returned ? format.result(function, cpu) : " = ?"));
      }
    };
  }
}
