package io.kobox.image.debug;

import io.kobox.btf.Btf;
import io.kobox.gdb.DebugTarget;
import io.kobox.gdb.DebugThread;
import io.kobox.gdb.LoadedModule;
import io.kobox.gdb.SymbolFile;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.debug.DebuggedModules;
import io.kobox.kernel.debug.KernelSymbolFile;
import io.kobox.pc.Pc;
import io.kobox.profile.KernelProfile;
import io.kobox.unicorn.Register;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The image kernel for a debugger: its threads are the tasks, all its code is real. */
public final class ImageTarget implements DebugTarget {
  private final Pc pc;
  private final KernelProfile profile;
  private final ImageTasks tasks;
  private final DebuggedModules modules;
  private final BooleanSupplier repeatable;

  /**
   * @param current the struct of the task that runs
   * @param repeatable whether another life of the machine would be the same
   */
  public ImageTarget(
      Pc pc,
      KernelProfile profile,
      LongSupplier current,
      DebuggedModules modules,
      BooleanSupplier repeatable) {
    this.pc = pc;
    this.profile = profile;
    this.modules = modules;
    this.repeatable = repeatable;
    Btf types = profile.types();
    this.tasks = new ImageTasks(pc.memory(), types, address("init_task"), current);
  }

  private long address(String name) {
    Kallsyms kallsyms = profile.symbols();
    Kallsyms.Symbol symbol = kallsyms == null ? null : kallsyms.find(name);
    return symbol == null ? 0 : symbol.address();
  }

  @Override
  public List<DebugThread> threads() {
    return tasks.threads();
  }

  @Override
  public long currentThread() {
    return tasks.current();
  }

  @Override
  public Map<Register, Long> registers(long thread) {
    if (thread != currentThread()) {
      return tasks.registers(thread);
    }
    Map<Register, Long> values = new EnumMap<>(Register.class);
    for (Register register : Register.values()) {
      values.put(register, pc.read(register));
    }
    return values;
  }

  @Override
  public boolean setRegister(long thread, Register register, long value) {
    boolean possible = thread == currentThread() && register.compareTo(Register.RFLAGS) <= 0;
    if (possible) {
      pc.write(register, value);
    }
    return possible;
  }

  @Override
  public byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    pc.pages().setRoot(pc.read(Register.CR3));
    return Arrays.copyOf(bytes, pc.pages().read(address, bytes, 0, length));
  }

  @Override
  public boolean write(long address, byte[] bytes) {
    pc.pages().setRoot(pc.read(Register.CR3));
    if (!pc.pages().isMapped(address, bytes.length)) {
      return false;
    }
    pc.pages().write(address, bytes, 0, bytes.length);
    pc.codeChanged(address, bytes.length);
    return true;
  }

  @Override
  public List<LoadedModule> modules() {
    return modules.all();
  }

  @Override
  public boolean canGoBack() {
    return repeatable.getAsBoolean();
  }

  @Override
  public byte[] kernel() {
    SymbolFile file = KernelSymbolFile.of(profile.symbols());
    pc.pages().setRoot(pc.read(Register.CR3));
    file.setFrames(
        new OrcFrames(pc.memory(), profile.types())
            .of(
                address("__start_orc_unwind_ip"),
                address("__stop_orc_unwind_ip"),
                address("__start_orc_unwind")));
    return file.bytes();
  }
}
