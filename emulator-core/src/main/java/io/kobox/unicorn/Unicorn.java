package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kobox.checkpoint.HostSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One emulated x86-64 CPU of libunicorn. Used by one thread at a time; {@link #stop} alone may be
 * called from another one.
 */
@HostSide
public final class Unicorn implements AutoCloseable, Registers {
  /**
   * What {@link #start} returns when nothing went wrong: a {@code hlt}, a stop, or {@code until}.
   */
  public static final int OK = 0;

  /** What {@link #start} returns when a load's physical address is not mapped. */
  public static final int READ_NO_MEMORY = 6;

  /** What {@link #start} returns when a store's physical address is not mapped. */
  public static final int WRITE_NO_MEMORY = 7;

  /** What {@link #start} returns when an instruction's physical address is not mapped. */
  public static final int FETCH_NO_MEMORY = 8;

  /** What {@link #start} returns at an instruction that does not exist. */
  public static final int INVALID_INSTRUCTION = 10;

  /**
   * What {@link #start} returns at an exception: the CPU is left at the instruction that raised it.
   */
  public static final int EXCEPTION = 21;

  private static final int ARCH_X86 = 4;
  private static final int MODE_64 = 8;
  private static final int PROTECTION_ALL = 7;
  private static final int MSR = 248;
  private static final int CONTROL_USE_EXITS = 4 | 1 << 26 | 1 << 30;
  private static final int CONTROL_CPU_MODEL = 7 | 1 << 26 | 1 << 30;
  private static final int CONTROL_REMOVE_CACHE = 9 | 2 << 26 | 1 << 30;
  private static final int CONTROL_FLUSH_CACHE = 10 | 1 << 30;
  private static final int CONTROL_FLUSH_TLB = 11 | 1 << 30;

  /** Fewer than the buffer holds; the count misses the first translation after a stop. */
  private static final long MOST_TRANSLATIONS = 500_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment scratch = arena.allocate(64, 16);
  private final long scratchAddress = scratch.address();
  private final long engine;
  private @Nullable InstructionHooks hooks;
  private @Nullable Safepoints safepoints;
  private long translationsFlushed;
  private boolean closed;

  private Unicorn(long engine) {
    this.engine = engine;
  }

  /** A new CPU in 64-bit mode, of libunicorn's model number {@code cpuModel}. */
  public static Unicorn open(int cpuModel) {
    UnicornLibrary.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_LONG);
      check(
          "uc_open",
          (long)
              UnicornFunctions.OPEN.invokeExact(
                  (long) ARCH_X86, (long) MODE_64, result.address(), 0L, 0L, 0L, 0L, 0L));
      Unicorn unicorn = new Unicorn(result.get(JAVA_LONG, 0));
      unicorn.control(CONTROL_CPU_MODEL, cpuModel, 0);
      return unicorn;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Has {@code bus} answer at physical addresses; after {@link #hookInstructions}. */
  public void mapBus(long physicalAddress, long size, MemoryBus bus) {
    InstructionHooks installed = hooks;
    if (installed == null) {
      throw new IllegalStateException("no instructions are hooked");
    }
    BusHooks callbacks = new BusHooks(physicalAddress, bus, installed::fail);
    try {
      check(
          "uc_mmio_map",
          (long)
              UnicornFunctions.MMIO_MAP.invokeExact(
                  engine,
                  physicalAddress,
                  size,
                  callbacks.callback("read", arena).address(),
                  0L,
                  callbacks.callback("write", arena).address(),
                  0L,
                  0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Maps {@code memory} at a physical address, for reading, writing and executing. */
  public void mapMemory(long physicalAddress, MemorySegment memory) {
    try {
      check(
          "uc_mem_map_ptr",
          (long)
              UnicornFunctions.MEM_MAP_PTR.invokeExact(
                  engine,
                  physicalAddress,
                  memory.byteSize(),
                  (long) PROTECTION_ALL,
                  memory.address(),
                  0L,
                  0L,
                  0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Has {@code instructions} carry out what lies outside the CPU; before the first run. */
  public void hookInstructions(MachineInstructions instructions) {
    hooks = new InstructionHooks(this, engine, arena, instructions);
  }

  /** Has the CPU stop behind each SYSCALL, see {@link #takeSystemCall}; before the first run. */
  public void stopAtSystemCalls() {
    if (hooks != null) {
      hooks.stopAtSystemCalls();
    }
  }

  /** Has the instructions hooked answer CPUID too; before the first run. */
  public void answerCpuid() {
    if (hooks != null) {
      hooks.answerCpuid();
    }
  }

  /** Whether the last stop was a SYSCALL. */
  public boolean takeSystemCall() {
    return hooks != null && hooks.takeSystemCall();
  }

  /**
   * Has what {@code finder} finds at {@code end}, when the CPU gets there, carried out by the
   * instructions hooked; {@code begin} is the first of the bytes before that may be its prefixes.
   */
  public void intercept(InterceptedInstruction.Finder finder, long begin, long end) {
    if (hooks != null) {
      hooks.intercept(finder, begin, end);
    }
  }

  /**
   * Tells {@code watcher} of each basic block that begins at an address from {@code begin} to
   * {@code end} (inclusive), before the block runs. Code that ran before is watched once {@link
   * #removeCache} has forgotten it. The watcher may read and write registers other than RIP. A
   * watch never ends: libunicorn would look for code at addresses that may be mapped no more.
   */
  public void watchBlocks(BlockWatcher watcher, long begin, long end) {
    InstructionHooks installed = hooks;
    if (installed == null) {
      throw new IllegalStateException("no instructions are hooked");
    }
    installed.watchBlocks(watcher, begin, end);
  }

  /**
   * The same for the block that begins at {@code address}, which is in a range of {@link
   * #addSafepoints}: hundreds of such watches cost no more than one. A later watcher of the same
   * block takes the place of the earlier one.
   */
  public void watchBlock(BlockWatcher watcher, long address) {
    if (safepoints == null || hooks == null) {
      watchBlocks(watcher, address, address);
    } else {
      hooks.watchBlock(watcher, address, safepoints);
    }
  }

  /** Ends what {@link #watchBlock} began, where there are safepoints. */
  public void unwatchBlock(long address) {
    if (hooks != null) {
      hooks.unwatchBlock(address);
    }
  }

  /**
   * Tells {@code watcher} of each access to memory by an instruction. Such a watch never ends, and
   * all loads and stores are slow from then on.
   */
  public void watchMemory(MemoryWatcher watcher) {
    InstructionHooks installed = hooks;
    if (installed == null) {
      throw new IllegalStateException("no instructions are hooked");
    }
    installed.watchMemory(watcher);
    flushCache();
  }

  @Override
  public long read(Register register) {
    try {
      long error =
          (long)
              UnicornFunctions.REG_READ.invokeExact(
                  engine, (long) register.id(), scratchAddress, 0L, 0L, 0L, 0L, 0L);
      check("uc_reg_read", error);
      return scratch.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  public void write(Register register, long value) {
    try {
      scratch.set(JAVA_LONG, 0, value);
      long error =
          (long)
              UnicornFunctions.REG_WRITE.invokeExact(
                  engine, (long) register.id(), scratchAddress, 0L, 0L, 0L, 0L, 0L);
      check("uc_reg_write", error);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Reads a model-specific register. */
  public long readMsr(int number) {
    try {
      scratch.set(JAVA_INT, 0, number);
      scratch.set(JAVA_LONG, 8, 0);
      check(
          "uc_reg_read",
          (long)
              UnicornFunctions.REG_READ.invokeExact(
                  engine, (long) MSR, scratchAddress, 0L, 0L, 0L, 0L, 0L));
      return scratch.get(JAVA_LONG, 8);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Writes a model-specific register. */
  public void writeMsr(int number, long value) {
    try {
      scratch.set(JAVA_INT, 0, number);
      scratch.set(JAVA_LONG, 8, value);
      check(
          "uc_reg_write",
          (long)
              UnicornFunctions.REG_WRITE.invokeExact(
                  engine, (long) MSR, scratchAddress, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A set of registers to be read or written by one native call each time. */
  public RegisterSet registerSet(Register... registers) {
    return new RegisterSet(registers);
  }

  /** Values of a fixed set of registers. */
  public final class RegisterSet {
    private final int count;
    private final MemorySegment ids;
    private final MemorySegment pointers;
    private final MemorySegment values;

    private RegisterSet(Register... registers) {
      count = registers.length;
      ids = arena.allocate(JAVA_INT, count);
      pointers = arena.allocate(JAVA_LONG, count);
      values = arena.allocate(JAVA_LONG, count);
      for (int i = 0; i < count; i++) {
        ids.setAtIndex(JAVA_INT, i, registers[i].id());
        pointers.setAtIndex(JAVA_LONG, i, values.address() + (long) i * Long.BYTES);
      }
    }

    /** Reads all the registers into {@code target}, in the set's order. */
    public void read(long[] target) {
      try {
        check(
            "uc_reg_read_batch",
            (long)
                UnicornFunctions.REG_READ_BATCH.invokeExact(
                    engine, ids.address(), pointers.address(), (long) count, 0L, 0L, 0L, 0L));
      } catch (Throwable e) {
        throw failure(e);
      }
      MemorySegment.copy(values, JAVA_LONG, 0, target, 0, count);
    }

    /** Writes all the registers from {@code source}. */
    public void write(long[] source) {
      MemorySegment.copy(source, 0, values, JAVA_LONG, 0, count);
      try {
        check(
            "uc_reg_write_batch",
            (long)
                UnicornFunctions.REG_WRITE_BATCH.invokeExact(
                    engine, ids.address(), pointers.address(), (long) count, 0L, 0L, 0L, 0L));
      } catch (Throwable e) {
        throw failure(e);
      }
    }
  }

  /** Storage for one saved state of the CPU, freed by {@link #close}. */
  public Context newContext() {
    try {
      check(
          "uc_context_alloc",
          (long)
              UnicornFunctions.CONTEXT_ALLOC.invokeExact(
                  engine, scratchAddress, 0L, 0L, 0L, 0L, 0L, 0L));
      int size =
          (int)
              (long) UnicornFunctions.CONTEXT_SIZE.invokeExact(engine, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
      return new Context(scratch.get(JAVA_LONG, 0), size);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A saved state of this CPU: all its registers, also those that nothing else shows. */
  public final class Context implements AutoCloseable {
    private final long address;
    private final MemorySegment bytes;

    @SuppressWarnings("restricted")
    private Context(long address, int size) {
      this.address = address;
      this.bytes = MemorySegment.ofAddress(address).reinterpret(size);
    }

    /** Saves the CPU's state here. */
    public void save() {
      try {
        check(
            "uc_context_save",
            (long)
                UnicornFunctions.CONTEXT_SAVE.invokeExact(engine, address, 0L, 0L, 0L, 0L, 0L, 0L));
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    /** Makes the saved state the CPU's. */
    public void restore() {
      try {
        check(
            "uc_context_restore",
            (long)
                UnicornFunctions.CONTEXT_RESTORE.invokeExact(
                    engine, address, 0L, 0L, 0L, 0L, 0L, 0L));
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    /** The saved state as libunicorn lays it out. */
    public MemorySegment bytes() {
      return bytes;
    }

    @Override
    public void close() {
      try {
        check(
            "uc_context_free",
            (long) UnicornFunctions.CONTEXT_FREE.invokeExact(address, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
      } catch (Throwable e) {
        throw failure(e);
      }
    }
  }

  /** Runs from {@code begin} until something stops the CPU; returns libunicorn's error code. */
  public int start(long begin, long until) {
    int error;
    try {
      error =
          (int)
              (long)
                  UnicornFunctions.EMU_START.invokeExact(engine, begin, until, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failure(e);
    }
    if (hooks != null) {
      hooks.rethrow();
    }
    return error;
  }

  /**
   * Has code from {@code begin} to {@code end} (inclusive) look whether to stop, see {@link
   * #stopAtSafepoint}; before the first run. Without effect on hosts whose machine code is unknown.
   */
  public void addSafepoints(long begin, long end) {
    if (hooks == null || !Safepoints.supported()) {
      return;
    }
    if (safepoints == null) {
      safepoints = Safepoints.create(arena);
    }
    hooks.addBlockHook(safepoints.callback(), safepoints.flag(), begin, end);
  }

  /** The same for all code. */
  public void addSafepoints() {
    addSafepoints(InstructionHooks.EVERYWHERE_BEGIN, InstructionHooks.EVERYWHERE_END);
  }

  /** Whether there are any. */
  public boolean hasSafepoints() {
    return safepoints != null;
  }

  /**
   * Stops a running {@link #start} at the next safepoint; may be called from another thread. False:
   * this host has no safepoints.
   */
  public synchronized boolean stopAtSafepoint() {
    if (safepoints != null && !closed) {
      safepoints.request();
    }
    return safepoints != null;
  }

  /** How much code was translated so far, if that is counted; may be read by any thread. */
  public long translations() {
    return hooks == null ? 0 : hooks.translations();
  }

  /**
   * Within a callback: where the block of code that runs begins, if that has safepoints; on hosts
   * without them a place before that.
   */
  public long blockAddress() {
    return safepoints == null ? read(Register.RIP) : safepoints.block();
  }

  /** After a run that ended at {@code rip}: whether that is a safepoint, where it can go on. */
  public boolean takeSafepoint(long rip) {
    return safepoints != null && safepoints.take(rip);
  }

  /** Stops a running {@link #start}; may be called from another thread. */
  public synchronized void stop() {
    if (closed) {
      return;
    }
    try {
      check(
          "uc_emu_stop",
          (long) UnicornFunctions.EMU_STOP.invokeExact(engine, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Forgets the translations of code at the virtual addresses from {@code begin} to {@code end}.
   */
  public void removeCache(long begin, long end) {
    control(CONTROL_REMOVE_CACHE, begin, end);
  }

  /** Forgets all address translations. */
  public void flushTlb() {
    control(CONTROL_FLUSH_TLB, 0, 0);
  }

  /** Forgets all translations of code. */
  public void flushCache() {
    control(CONTROL_FLUSH_CACHE, 0, 0);
    if (hooks != null) {
      translationsFlushed = hooks.translations();
    }
  }

  /** Has {@link #trimCache} know how much there is; before the first run. */
  public void countTranslations() {
    if (hooks != null) {
      hooks.countTranslations();
    }
  }

  /**
   * Forgets all translations of code once there are many, between two runs: when its buffer of a
   * gigabyte is full during one, libunicorn 2.1.1 forgets them itself and then writes to the last
   * of those (accel/tcg/cpu-exec.c, tb_find).
   */
  public void trimCache() {
    if (hooks != null && hooks.translations() - translationsFlushed > MOST_TRANSLATIONS) {
      flushCache();
    }
  }

  /**
   * Has {@link #start} ignore its {@code until}: nothing but an instruction or {@link #stop} ends a
   * run. Needed where no address is mapped at all times.
   */
  public void ignoreUntil() {
    control(CONTROL_USE_EXITS, 1, 0);
  }

  private void control(int control, long first, long second) {
    try {
      check(
          "uc_ctl",
          (long)
              UnicornFunctions.CTL.invokeExact(
                  engine, (long) control, first, second, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      check(
          "uc_close",
          (long) UnicornFunctions.CLOSE.invokeExact(engine, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failure(e);
    }
    arena.close();
  }

  static void check(String function, long error) {
    if ((int) error != OK) {
      throw new UnicornException(function + " failed with error " + (int) error);
    }
  }

  static RuntimeException failure(Throwable e) {
    return switch (e) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new UnicornException("native call failed", e);
    };
  }
}
