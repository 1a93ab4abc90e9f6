package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instructions that libunicorn asks Java to carry out. All callbacks share one signature of
 * five 64-bit values, see {@link NativeFunctions}.
 */
final class InstructionHooks {
  private static final long HOOK_INSTRUCTION = 2;
  private static final long HOOK_CODE = 4;
  private static final long HOOK_BLOCK = 8;
  private static final long HOOK_EDGE_GENERATED = 1 << 15;
  private static final long HOOK_MEMORY_READ = 1 << 10;
  private static final long HOOK_MEMORY_WRITE = 1 << 11;
  private static final int MEMORY_WRITE = 17;
  static final long EVERYWHERE_BEGIN = 1;
  static final long EVERYWHERE_END = 0;
  private static final long CPUID = 113;
  private static final long IN = 218;
  private static final long OUT = 500;
  private static final long SYSCALL = 699;
  private static final int DONE = 1;
  private static final int ALL_ONES = -1;

  private static final MethodType TYPE =
      MethodType.methodType(int.class, long.class, long.class, long.class, long.class, long.class);
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final Unicorn unicorn;
  private final long engine;
  private final Arena arena;
  private final MachineInstructions instructions;
  private final MemorySegment handle;

  /** An instruction to intercept: where it is, not counting prefixes. */
  private record Place(InterceptedInstruction.Finder finder, long address) {}

  /** What to intercept; the callback gets the index. */
  private final List<Place> places = new ArrayList<>();

  /** The callback for these instructions; few guests have any. */
  private @Nullable MemorySegment interceptStub;

  /** The callback for blocks, and whom it tells; the callback gets the index. */
  private @Nullable MemorySegment blockStub;

  private final List<BlockWatcher> blockWatchers = new ArrayList<>();

  /** The callback for single blocks that have safepoints, and whom it tells. */
  private @Nullable MemorySegment watchedStub;

  private final AddressTable<BlockWatcher> watchedBlocks = new AddressTable<>();

  private final List<MemoryWatcher> memoryWatchers = new ArrayList<>();

  /** What a callback threw: it must not pass through native frames. */
  private @Nullable Throwable thrown;

  private boolean systemCall;

  private long translations;

  InstructionHooks(Unicorn unicorn, long engine, Arena arena, MachineInstructions instructions) {
    this.unicorn = unicorn;
    this.engine = engine;
    this.arena = arena;
    this.instructions = instructions;
    this.handle = arena.allocate(JAVA_LONG);
    add(HOOK_INSTRUCTION, stub("in"), 0, EVERYWHERE_BEGIN, EVERYWHERE_END, IN);
    add(HOOK_INSTRUCTION, stub("out"), 0, EVERYWHERE_BEGIN, EVERYWHERE_END, OUT);
  }

  /**
   * Serves the instruction at {@code end}, its prefixes being no farther back than {@code begin}.
   * libunicorn 2.1.1 knows no hook for these instructions, so each place gets a hook of its own.
   */
  void intercept(InterceptedInstruction.Finder finder, long begin, long end) {
    if (interceptStub == null) {
      interceptStub = stub("intercepted");
    }
    add(HOOK_CODE, interceptStub, places.size(), begin, end, 0);
    places.add(new Place(finder, end));
  }

  void stopAtSystemCalls() {
    add(HOOK_INSTRUCTION, stub("syscall"), 0, EVERYWHERE_BEGIN, EVERYWHERE_END, SYSCALL);
  }

  void answerCpuid() {
    add(HOOK_INSTRUCTION, stub("cpuid"), 0, EVERYWHERE_BEGIN, EVERYWHERE_END, CPUID);
  }

  /** Tells {@code watcher} of each block of code that begins in the range and is about to run. */
  void watchBlocks(BlockWatcher watcher, long begin, long end) {
    if (blockStub == null) {
      blockStub = stub("block");
    }
    blockWatchers.add(watcher);
    add(HOOK_BLOCK, blockStub, blockWatchers.size() - 1L, begin, end, 0);
  }

  /** The same for the block that begins at {@code address}, which has safepoints. */
  void watchBlock(BlockWatcher watcher, long address, Safepoints safepoints) {
    if (watchedStub == null) {
      watchedStub = stub("watched");
    }
    watchedBlocks.put(address, watcher);
    safepoints.watch(address, watchedStub);
  }

  /** Ends that. */
  void unwatchBlock(long address) {
    watchedBlocks.remove(address);
  }

  void addBlockHook(MemorySegment callback, long userData, long begin, long end) {
    add(HOOK_BLOCK, callback, userData, begin, end, 0);
  }

  /** Has translations of code counted from now on. */
  void countTranslations() {
    add(HOOK_EDGE_GENERATED, stub("translated"), 0, EVERYWHERE_BEGIN, EVERYWHERE_END, 0);
  }

  long translations() {
    return translations;
  }

  /** Tells {@code watcher} of each access to memory by code that is translated from now on. */
  void watchMemory(MemoryWatcher watcher) {
    memoryWatchers.add(watcher);
    if (memoryWatchers.size() == 1) {
      add(
          HOOK_MEMORY_READ | HOOK_MEMORY_WRITE,
          stub("accessed"),
          0,
          EVERYWHERE_BEGIN,
          EVERYWHERE_END,
          0);
    }
  }

  boolean takeSystemCall() {
    boolean taken = systemCall;
    systemCall = false;
    return taken;
  }

  /** Throws what a callback threw since the last call. */
  void rethrow() {
    Throwable cause = thrown;
    if (cause != null) {
      thrown = null;
      throw new UnicornException("instruction failed", cause);
    }
  }

  private void add(
      long type, MemorySegment stub, long userData, long begin, long end, long instruction) {
    try {
      Unicorn.check(
          "uc_hook_add",
          (long)
              UnicornFunctions.HOOK_ADD.invokeExact(
                  engine,
                  handle.address(),
                  type,
                  stub.address(),
                  userData,
                  begin,
                  end,
                  instruction));
    } catch (Throwable e) {
      throw Unicorn.failure(e);
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment stub(String method) {
    try {
      MethodHandle target =
          MethodHandles.lookup().findVirtual(InstructionHooks.class, method, TYPE).bindTo(this);
      return Linker.nativeLinker().upcallStub(target, SIGNATURE, arena);
    } catch (ReflectiveOperationException e) {
      throw new UnicornException(method, e);
    }
  }

  /** {@code uint32_t in(uc, uint32_t port, int size, user_data)}. */
  @SuppressWarnings("unused")
  private int in(long uc, long port, long size, long userData, long none) {
    try {
      return instructions.in((int) port & 0xffff, (int) size);
    } catch (Throwable e) {
      fail(e);
      return ALL_ONES;
    }
  }

  /** {@code void out(uc, uint32_t port, int size, uint32_t value, user_data)}. */
  @SuppressWarnings("unused")
  private int out(long uc, long port, long size, long value, long userData) {
    try {
      instructions.out((int) port & 0xffff, (int) size, (int) value);
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  /** {@code int cpuid(uc, user_data)}. */
  @SuppressWarnings("unused")
  private int cpuid(long uc, long userData, long none, long nothing, long never) {
    try {
      int leaf = (int) unicorn.read(Register.RAX);
      int[] answer = instructions.cpuid(leaf, (int) unicorn.read(Register.RCX));
      unicorn.write(Register.RAX, Integer.toUnsignedLong(answer[0]));
      unicorn.write(Register.RBX, Integer.toUnsignedLong(answer[1]));
      unicorn.write(Register.RCX, Integer.toUnsignedLong(answer[2]));
      unicorn.write(Register.RDX, Integer.toUnsignedLong(answer[3]));
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  /** {@code void syscall(uc, user_data)}. */
  @SuppressWarnings("unused")
  private int syscall(long uc, long userData, long none, long nothing, long never) {
    systemCall = true;
    unicorn.stop();
    return DONE;
  }

  /** {@code void code(uc, uint64_t address, uint32_t size, user_data)}: before an instruction. */
  @SuppressWarnings("unused")
  private int intercepted(long uc, long address, long size, long userData, long none) {
    try {
      Place place = places.get((int) userData);
      InterceptedInstruction instruction = place.finder().at(place.address());
      long next = address + (int) size;
      if (instruction == InterceptedInstruction.PAUSE) {
        instructions.pause();
      } else if (instruction != null && next == place.address() + instruction.length()) {
        carryOut(instruction);
        unicorn.write(Register.RIP, next);
      }
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  /** {@code void block(uc, uint64_t address, uint32_t size, user_data)}. */
  @SuppressWarnings("unused")
  private int block(long uc, long address, long size, long userData, long none) {
    try {
      blockWatchers.get((int) userData).entered(address, (int) size);
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  /** As {@link #block}, from {@link Safepoints}: not only for blocks that are watched. */
  @SuppressWarnings("unused")
  private int watched(long uc, long address, long size, long userData, long none) {
    try {
      BlockWatcher watcher = watchedBlocks.get(address);
      if (watcher != null) {
        watcher.entered(address, (int) size);
      }
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  /** {@code void edge_generated(uc, uc_tb* current, uc_tb* previous, user_data)}. */
  @SuppressWarnings("unused")
  private int translated(long uc, long current, long previous, long userData, long none) {
    translations++;
    return DONE;
  }

  /** {@code void access(uc, uc_mem_type, uint64_t address, int size, value, user_data)}. */
  @SuppressWarnings("unused")
  private int accessed(long uc, long type, long address, long size, long value) {
    try {
      for (MemoryWatcher watcher : memoryWatchers) {
        watcher.access(address, (int) size, (int) type == MEMORY_WRITE);
      }
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  private void carryOut(InterceptedInstruction instruction) {
    if (instruction == InterceptedInstruction.MOV_TO_DEBUG_REGISTER) {
      return;
    }
    long timeStamp = instructions.rdtsc();
    unicorn.write(Register.RAX, timeStamp & 0xffffffffL);
    unicorn.write(Register.RDX, timeStamp >>> 32);
    if (instruction == InterceptedInstruction.RDTSCP) {
      unicorn.write(Register.RCX, 0);
    }
  }

  /** Ends the run; {@link #rethrow} throws {@code e}. */
  void fail(Throwable e) {
    thrown = e;
    unicorn.stop();
  }
}
