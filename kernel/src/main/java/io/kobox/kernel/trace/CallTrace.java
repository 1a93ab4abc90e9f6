package io.kobox.kernel.trace;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfType;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.TrapHandler;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A line for each served call, when it has returned: {@code [time] comm/pid function(arguments) =
 * result}, with arguments by their types in BTF, as strace writes system calls. The time is the
 * machine's, in seconds.
 */
public final class CallTrace implements CallInterceptor {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  /** A call whose prototype is not known is shown with so many words. */
  private static final int UNKNOWN_ARGUMENTS = 3;

  private final GuestMemory memory;
  private final Btf types;
  private final Scheduler scheduler;
  private final LongSupplier monotonic;
  private final ValueFormat format;
  private final Consumer<String> out;

  public CallTrace(
      GuestMemory memory,
      Btf types,
      Scheduler scheduler,
      LongSupplier monotonic,
      Consumer<String> out) {
    this.memory = memory;
    this.types = types;
    this.scheduler = scheduler;
    this.monotonic = monotonic;
    this.format = new ValueFormat(types, memory);
    this.out = out;
  }

  @Override
  public TrapHandler intercept(String function, TrapHandler handler) {
    Prototype prototype = new Prototype(function);
    return (cpu, at) -> {
      String call = head() + function + "(" + arguments(prototype.get(), cpu) + ")";
      boolean returned = false;
      try {
        handler.handle(cpu, at);
        returned = true;
      } finally {
        out.accept(call + (returned ? result(prototype.get(), cpu) : " = ?"));
      }
    };
  }

  private String head() {
    long time = monotonic.getAsLong() / 1000;
    return String.format(
        Locale.ROOT,
        "[%5d.%06d] %s/%d ",
        time / 1_000_000,
        time % 1_000_000,
        scheduler.current().comm(),
        scheduler.current().pid());
  }

  private String arguments(BtfType.@Nullable Prototype prototype, Cpu cpu) {
    StringBuilder text = new StringBuilder();
    if (prototype == null) {
      for (int i = 0; i < UNKNOWN_ARGUMENTS; i++) {
        text.append(i > 0 ? ", " : "").append(ValueFormat.hex(argument(cpu, i)));
      }
      return text.toString();
    }
    List<BtfType.Parameter> parameters = prototype.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      text.append(i > 0 ? ", " : "")
          .append(format.argument(parameters.get(i).type(), argument(cpu, i)));
    }
    return text.append(prototype.variadic() ? ", ..." : "").toString();
  }

  private long argument(Cpu cpu, int index) {
    if (index < ARGUMENTS.length) {
      return cpu.read(ARGUMENTS[index]);
    }
    try {
      return memory.getLong(cpu.read(Register.RSP) + 8L * (index - ARGUMENTS.length + 1));
    } catch (PageFaultException e) {
      return 0;
    }
  }

  private String result(BtfType.@Nullable Prototype prototype, Cpu cpu) {
    if (prototype != null && prototype.result() == 0) {
      return "";
    }
    long value = cpu.read(Register.RAX);
    return " = "
        + (prototype == null ? ValueFormat.hex(value) : format.result(prototype.result(), value));
  }

  /** A prototype, looked up at the first call. */
  private final class Prototype {
    private final String function;
    private boolean known;
    private BtfType.@Nullable Prototype prototype;

    private Prototype(String function) {
      this.function = function;
    }

    private BtfType.@Nullable Prototype get() {
      if (!known) {
        known = true;
        prototype = types.prototype(function);
      }
      return prototype;
    }
  }
}
