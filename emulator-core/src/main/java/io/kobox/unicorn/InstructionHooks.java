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
import org.jspecify.annotations.Nullable;

/**
 * The instructions that libunicorn asks Java to carry out. All callbacks share one signature of
 * five 64-bit values, see {@link NativeFunctions}.
 */
final class InstructionHooks {
  private static final long HOOK_INSTRUCTION = 2;
  private static final long HOOK_CODE = 4;
  private static final long EVERYWHERE_BEGIN = 1;
  private static final long EVERYWHERE_END = 0;
  private static final long IN = 218;
  private static final long OUT = 500;
  private static final int RDTSCP_LENGTH = 3;
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

  /** The callback for time-stamp instructions; few guests have any. */
  private @Nullable MemorySegment timeStampStub;

  /** What a callback threw: it must not pass through native frames. */
  private @Nullable Throwable thrown;

  InstructionHooks(Unicorn unicorn, long engine, Arena arena, MachineInstructions instructions) {
    this.unicorn = unicorn;
    this.engine = engine;
    this.arena = arena;
    this.instructions = instructions;
    this.handle = arena.allocate(JAVA_LONG);
    add(HOOK_INSTRUCTION, stub("in"), EVERYWHERE_BEGIN, EVERYWHERE_END, IN);
    add(HOOK_INSTRUCTION, stub("out"), EVERYWHERE_BEGIN, EVERYWHERE_END, OUT);
  }

  /**
   * Serves the rdtsc or rdtscp at {@code address}. libunicorn 2.1.1 knows no hook for these
   * instructions, so each place gets a hook of its own.
   */
  void addTimeStamp(long address) {
    if (timeStampStub == null) {
      timeStampStub = stub("timeStamp");
    }
    add(HOOK_CODE, timeStampStub, address, address, 0);
  }

  /** Throws what a callback threw since the last call. */
  void rethrow() {
    Throwable cause = thrown;
    if (cause != null) {
      thrown = null;
      throw new UnicornException("instruction failed", cause);
    }
  }

  private void add(long type, MemorySegment stub, long begin, long end, long instruction) {
    try {
      Unicorn.check(
          "uc_hook_add",
          (long)
              UnicornFunctions.HOOK_ADD.invokeExact(
                  engine, handle.address(), type, stub.address(), 0L, begin, end, instruction));
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

  /**
   * {@code void code(uc, uint64_t address, uint32_t size, user_data)}: before rdtsc (2 bytes) or
   * rdtscp (3 bytes), which gives the processor's number too; the instruction is skipped.
   */
  @SuppressWarnings("unused")
  private int timeStamp(long uc, long address, long size, long userData, long none) {
    try {
      long timeStamp = instructions.rdtsc();
      unicorn.write(Register.RAX, timeStamp & 0xffffffffL);
      unicorn.write(Register.RDX, timeStamp >>> 32);
      if ((int) size == RDTSCP_LENGTH) {
        unicorn.write(Register.RCX, 0);
      }
      unicorn.write(Register.RIP, address + (int) size);
    } catch (Throwable e) {
      fail(e);
    }
    return DONE;
  }

  private void fail(Throwable e) {
    thrown = e;
    unicorn.stop();
  }
}
