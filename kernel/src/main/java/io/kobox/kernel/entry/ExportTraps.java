package io.kobox.kernel.entry;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.export.ServedExports;
import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.LeafHandler;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.TrapHandler;
import io.kobox.machine.TrapTable;
import io.kobox.mm.InvalidFreeException;
import java.util.List;

/** Puts served functions where the guest can call them: each a trap at the export's address. */
public final class ExportTraps {
  /** What a served call takes of the guest's time, so that no loop of calls stands still. */
  private static final long CALL_NANOSECONDS = 100;

  private final TrapTable traps;
  private final GuestCall call;
  private final Timekeeping timekeeping;
  private final TickSched tick;
  private final List<CallInterceptor> interceptors;
  private final MissingType missingType;
  private final TrapHandler poll;

  /** What becomes of a call whose work needs a type that the simulated kernel does not have. */
  @FunctionalInterface
  public interface MissingType {
    /** What ends the task, which called {@code function}. */
    Error end(String function, NoSuchTypeException cause);
  }

  public ExportTraps(
      TrapTable traps,
      Cpu cpu,
      GuestMemory memory,
      Timekeeping timekeeping,
      TickSched tick,
      List<CallInterceptor> interceptors,
      MissingType missingType) {
    this.traps = traps;
    this.call = new GuestCall(cpu, memory);
    this.timekeeping = timekeeping;
    this.tick = tick;
    this.interceptors = List.copyOf(interceptors);
    this.missingType = missingType;
    this.poll = (_, _) -> tick.poll();
  }

  /** Serves {@code exports.functions().get(index)} at {@code address}. */
  @SuppressWarnings("ReferenceEquality") // whether anybody stands between
  public void set(long address, ServedExports exports, int index) {
    TrapHandler served = serve(exports, index);
    TrapHandler handler = intercept(exports, index, served);
    if (handler == served && exports.functions().get(index).leaf()) {
      traps.setLeaf(address, leaf(exports, index));
    } else {
      traps.set(address, handler);
    }
  }

  /** The same at an address of the machine's choice, which is returned. */
  public long add(ServedExports exports, int index) {
    return traps.add(intercept(exports, index, serve(exports, index)));
  }

  private TrapHandler intercept(ServedExports exports, int index, TrapHandler served) {
    TrapHandler handler = served;
    String name = exports.functions().get(index).name();
    for (CallInterceptor interceptor : interceptors) {
      handler = interceptor.intercept(name, handler);
    }
    return handler;
  }

  private TrapHandler serve(ServedExports exports, int index) {
    String name = exports.functions().get(index).name();
    return (cpu, at) -> {
      call(exports, index, name);
      tick.poll();
    };
  }

  private LeafHandler leaf(ServedExports exports, int index) {
    String name = exports.functions().get(index).name();
    return (cpu, at) -> {
      call(exports, index, name);
      return tick.isPollDue() ? poll : null;
    };
  }

  private void call(ServedExports exports, int index, String name) {
    timekeeping.advance(tick.busyCost(CALL_NANOSECONDS));
    try {
      exports.call(index, call);
    } catch (InvalidFreeException e) {
      // Linux would corrupt itself or stop with a BUG; here it is a bad access of the caller's
      throw new PageFaultException(e.address(), true);
    } catch (NoSuchTypeException e) {
      throw missingType.end(name, e);
    }
  }
}
