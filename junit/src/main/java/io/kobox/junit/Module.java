package io.kobox.junit;

import io.kobox.kernel.module.ModuleSymbol;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.ArrayList;
import java.util.List;

/** A module that was loaded. */
public final class Module {
  private static final int O_NONBLOCK = OpenFlags.O_NONBLOCK;

  private final Machine machine;
  private final String name;
  private final List<Device> devices;

  Module(Machine machine, String name, List<Device> devices) {
    this.machine = machine;
    this.name = name;
    this.devices = List.copyOf(devices);
  }

  /** The device files that came when it was loaded, by path. */
  public List<Device> devices() {
    return devices;
  }

  /** Its name, as lsmod shows it. */
  public String name() {
    return name;
  }

  /** A parameter's file in /sys/module. */
  public KernelFile parameter(String parameter) {
    return machine.sysfs("module/" + name + "/parameters/" + parameter);
  }

  /** How many use it; -1 if it is not loaded. */
  public int referenceCount() {
    try {
      for (String line : machine.proc("modules").read().lines().toList()) {
        String[] fields = line.split(" ", -1);
        if (fields[0].equals(name)) {
          return Integer.parseInt(fields[2]);
        }
      }
      return -1;
    } catch (ErrnoException e) {
      throw new IllegalStateException("/proc/modules cannot be read", e);
    }
  }

  /** rmmod. */
  public void remove() throws ErrnoException {
    machine
        .process()
        .call(
            calls -> {
              calls.deleteModule(name, O_NONBLOCK);
              return true;
            });
  }

  /**
   * Calls a function of the module, exported or static, as the test's process; what it returned, as
   * 64 bits.
   *
   * @throws IllegalArgumentException if the module has no such function: it may be inlined
   */
  public long call(String function, long... arguments) throws ErrnoException {
    long address = address(function);
    return machine.process().call(calls -> machine.kernel().functions().call(address, arguments));
  }

  /** As {@link #call} of a function that returns int. */
  public int callInt(String function, long... arguments) throws ErrnoException {
    return (int) call(function, arguments);
  }

  /** The address of a function or variable. */
  public long address(String symbol) {
    io.kobox.kernel.module.Module module = machine.loaded(name);
    if (module == null) {
      throw new IllegalArgumentException(name + " is not loaded");
    }
    List<String> names = new ArrayList<>();
    for (ModuleSymbol each : module.symbols()) {
      if (each.name().equals(symbol)) {
        return each.address();
      }
      names.add(each.name());
    }
    throw new IllegalArgumentException(
        name
            + " has no symbol "
            + symbol
            + " (is it inlined?); the nearest: "
            + String.join(", ", Similar.to(symbol, names)));
  }

  /** The 32 bits of a variable. */
  public int intAt(String variable) {
    return machine.kernel().memory().getInt(address(variable));
  }

  /** The 64 bits of a variable. */
  public long longAt(String variable) {
    return machine.kernel().memory().getLong(address(variable));
  }

  @Override
  public String toString() {
    return name;
  }
}
