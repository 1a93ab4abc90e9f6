package io.kobox.kernel.trace;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfType;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a call, with arguments by their types in BTF: {@code [time] comm/pid
 * function(arguments) = result}, as strace writes system calls.
 */
public final class CallFormat {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  /** A call whose prototype is not known is shown with so many words. */
  private static final int UNKNOWN_ARGUMENTS = 3;

  private final GuestMemory memory;
  private final Btf types;
  private final ValueFormat format;
  private final Map<String, Optional<BtfType.Prototype>> prototypes = new HashMap<>();

  public CallFormat(GuestMemory memory, Btf types) {
    this.memory = memory;
    this.types = types;
    this.format = new ValueFormat(types, memory);
  }

  /**
   * A call that is made.
   *
   * @param nanoseconds the machine's time
   */
  public String call(long nanoseconds, String comm, int pid, String function, Registers registers) {
    long time = nanoseconds / 1000;
    return String.format(
            Locale.ROOT, "[%5d.%06d] %s/%d ", time / 1_000_000, time % 1_000_000, comm, pid)
        + function
        + "("
        + arguments(prototype(function), registers)
        + ")";
  }

  /** What follows when it has returned: nothing if the function has no result. */
  public String result(String function, Registers registers) {
    return result(prototype(function), registers);
  }

  private BtfType.@Nullable Prototype prototype(String function) {
    return prototypes
        .computeIfAbsent(function, name -> Optional.ofNullable(types.prototype(name)))
        .orElse(null);
  }

  private String arguments(BtfType.@Nullable Prototype prototype, Registers registers) {
    StringBuilder text = new StringBuilder();
    if (prototype == null) {
      for (int i = 0; i < UNKNOWN_ARGUMENTS; i++) {
        text.append(i > 0 ? ", " : "").append(ValueFormat.hex(argument(registers, i)));
      }
      return text.toString();
    }
    List<BtfType.Parameter> parameters = prototype.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      text.append(i > 0 ? ", " : "")
          .append(format.argument(parameters.get(i).type(), argument(registers, i)));
    }
    return text.append(prototype.variadic() ? ", ..." : "").toString();
  }

  private long argument(Registers registers, int index) {
    if (index < ARGUMENTS.length) {
      return registers.read(ARGUMENTS[index]);
    }
    try {
      return memory.getLong(registers.read(Register.RSP) + 8L * (index - ARGUMENTS.length + 1));
    } catch (PageFaultException e) {
      return 0;
    }
  }

  private String result(BtfType.@Nullable Prototype prototype, Registers registers) {
    if (prototype != null && prototype.result() == 0) {
      return "";
    }
    long value = registers.read(Register.RAX);
    return " = "
        + (prototype == null ? ValueFormat.hex(value) : format.result(prototype.result(), value));
  }
}
