package io.kobox.lib.fault;

import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.TrapHandler;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls of modules fail that could fail on a real machine (Linux: lib/fault-inject.c, with
 * other rules). A call that fails does nothing.
 */
public final class FaultInjection {
  /** A failable call: the function, and where it returns to. */
  public record Site(String function, long caller) {}

  private final List<FaultRule> rules;
  private long failable;
  private @Nullable Site lastFailed;

  private FaultInjection(List<FaultRule> rules) {
    this.rules = rules;
  }

  /**
   * From rules as {@code kmalloc:3} or {@code copy_from_user:}{@code *}{@code /10};
   * IllegalArgumentException says what is wrong with one. No rules: calls are only counted.
   */
  public static FaultInjection of(List<String> rules) {
    List<FaultRule> parsed = new ArrayList<>();
    rules.forEach(rule -> parsed.add(FaultRule.parse(rule)));
    return new FaultInjection(parsed);
  }

  /** Adds a rule, which counts the calls from now on; IllegalArgumentException as {@link #of}. */
  public void add(String rule) {
    rules.add(FaultRule.parse(rule));
  }

  /**
   * The name in the source that {@code function} is compiled from: kmalloc is no function of its
   * own.
   */
  public static String family(String function) {
    return Failable.family(function);
  }

  /** The failable calls of modules so far. */
  public long failableCalls() {
    return failable;
  }

  /** The last call that was let fail; null if there was none. */
  public @Nullable Site lastFailed() {
    return lastFailed;
  }

  /** To be put before the functions served with this memory. */
  public CallInterceptor interceptor(GuestMemory memory) {
    return (function, handler) -> intercept(function, handler, memory);
  }

  private TrapHandler intercept(String function, TrapHandler handler, GuestMemory memory) {
    if (!concerns(function)) {
      return handler;
    }
    return (cpu, at) -> {
      long caller = memory.getLong(cpu.read(Register.RSP));
      boolean module = caller >= AddressLayout.MODULES && caller < AddressLayout.MODULES_END;
      if (module && fails(function, caller)) {
        cpu.write(Register.RAX, result(function, cpu));
        return;
      }
      handler.handle(cpu, at);
    };
  }

  /** Whether {@code function} can fail. */
  public boolean concerns(String function) {
    return Failable.of(function) != null;
  }

  /** A module calls a function that can fail, which returns to {@code caller}: whether it does. */
  public boolean fails(String function, long caller) {
    failable++;
    boolean fails = false;
    for (FaultRule rule : rules) {
      fails |= rule.concerns(function) && rule.call();
    }
    if (fails) {
      lastFailed = new Site(function, caller);
    }
    return fails;
  }

  /** What a call returns that fails; the registers hold its arguments. */
  public long result(String function, Registers arguments) {
    Failable kind = Objects.requireNonNull(Failable.of(function));
    return kind.result(arguments.read(Register.RDX));
  }
}
