package io.kobox.junit;

import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.TrapHandler;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The replaced functions of a machine. Only calls of modules get to them. */
final class Interception implements CallInterceptor {
  private final Map<String, Replacement> replacements = new ConcurrentHashMap<>();
  private final Map<String, List<String>> families = new TreeMap<>();
  private @Nullable GuestMemory memory;

  /** Where the machine's memory is, once it is there. */
  void setMemory(GuestMemory machineMemory) {
    memory = machineMemory;
  }

  @Override
  public TrapHandler intercept(String function, TrapHandler handler) {
    families
        .computeIfAbsent(FaultInjection.family(function), name -> new ArrayList<>())
        .add(function);
    return (cpu, at) -> {
      Replacement replacement = replacements.isEmpty() ? null : replacements.get(function);
      GuestMemory machineMemory = memory;
      if (replacement == null || machineMemory == null || !isModules(cpu, machineMemory)) {
        handler.handle(cpu, at);
        return;
      }
      KernelCall call = new KernelCall(function, cpu, machineMemory, handler, at);
      cpu.write(Register.RAX, replacement.call(call));
    };
  }

  private static boolean isModules(Cpu cpu, GuestMemory memory) {
    long caller = memory.getLong(cpu.read(Register.RSP));
    return caller >= AddressLayout.MODULES && caller < AddressLayout.MODULES_END;
  }

  /** The served functions that {@code name} is compiled to; none if there is no such function. */
  List<String> functions(String name) {
    for (List<String> family : families.values()) {
      if (family.contains(name)) {
        return List.of(name);
      }
    }
    return families.getOrDefault(name, List.of());
  }

  /** All names by which a function can be replaced. */
  List<String> names() {
    List<String> names = new ArrayList<>(families.keySet());
    families.values().forEach(names::addAll);
    return names;
  }

  void replace(List<String> functions, Replacement replacement) {
    functions.forEach(function -> replacements.put(function, replacement));
  }

  void restore(List<String> functions) {
    functions.forEach(replacements::remove);
  }
}
