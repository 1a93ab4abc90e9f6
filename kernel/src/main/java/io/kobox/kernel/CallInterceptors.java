package io.kobox.kernel;

import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.StackTraces;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.sched.MightSleep;
import io.kobox.kernel.sched.Preemption;
import io.kobox.kernel.sched.RandomPreemption;
import io.kobox.kernel.sched.TaskContext;
import io.kobox.kernel.trace.CallFormat;
import io.kobox.kernel.trace.CallTrace;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.machine.GuestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What stands between modules and the functions that they call, the first that is asked first: what
 * the machine's owner put there, functions that are to fail, the trace, the check that who may
 * sleep is allowed to, and the loss of the CPU at any call.
 */
final class CallInterceptors {
  private final KernelFloor floor;
  private final DebugConfig debug;
  private final KernelSymbols symbols;
  private final SeededRandom random;

  CallInterceptors(
      KernelFloor floor, DebugConfig debug, KernelSymbols symbols, SeededRandom random) {
    this.floor = floor;
    this.debug = debug;
    this.symbols = symbols;
    this.random = random;
  }

  List<CallInterceptor> list() {
    List<CallInterceptor> interceptors = new ArrayList<>(debug.interceptors());
    GuestMemory memory = floor.machine().memory();
    FaultInjection faults = debug.faults();
    if (faults != null) {
      interceptors.add(faults.interceptor(memory));
    }
    Consumer<String> trace = debug.trace();
    if (trace != null) {
      interceptors.add(
          new CallTrace(
              new CallFormat(memory, floor.structs().btf()),
              floor.scheduler(),
              floor.timekeeping()::monotonic,
              trace));
    }
    if (debug.checks().contains(Check.ATOMICSLEEP)) {
      interceptors.add(mightSleep(memory));
    }
    Preemption preemption = debug.preemption();
    if (preemption != null) {
      interceptors.add(preempting(preemption));
    }
    return interceptors;
  }

  private MightSleep mightSleep(GuestMemory memory) {
    return new MightSleep(
        new TaskContext(
            floor.scheduler(),
            floor.softirqs().preemptCount(),
            floor.softirqs().irqFlags(),
            floor.structs()),
        memory,
        new StackTraces(floor.machine().cpu(), memory, floor.scheduler(), symbols, symbols::isText),
        debug.reports());
  }

  private RandomPreemption preempting(Preemption preemption) {
    return new RandomPreemption(
        preemption,
        floor.scheduler(),
        floor.softirqs().preemptCount(),
        floor.softirqs().irqFlags(),
        random::nextLong);
  }
}
