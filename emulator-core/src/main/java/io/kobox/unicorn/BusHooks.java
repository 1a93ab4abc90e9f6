package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/** Physical addresses whose reads and writes libunicorn asks Java to carry out. */
final class BusHooks {
  private static final long ALL_ONES = -1;
  private static final long DONE = 0;
  private static final MethodType TYPE =
      MethodType.methodType(long.class, long.class, long.class, long.class, long.class, long.class);
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final long base;
  private final MemoryBus bus;
  private final Consumer<Throwable> failure;

  /**
   * @param base the first physical address
   * @param failure takes what the bus threw: it must not pass through native frames
   */
  BusHooks(long base, MemoryBus bus, Consumer<Throwable> failure) {
    this.base = base;
    this.bus = bus;
    this.failure = failure;
  }

  /** The callback for the method of that name; it lives as long as {@code arena}. */
  @SuppressWarnings("restricted")
  MemorySegment callback(String method, Arena arena) {
    try {
      MethodHandle target =
          MethodHandles.lookup().findVirtual(BusHooks.class, method, TYPE).bindTo(this);
      return Linker.nativeLinker().upcallStub(target, SIGNATURE, arena);
    } catch (ReflectiveOperationException e) {
      throw new UnicornException(method, e);
    }
  }

  /** {@code uint64_t read(uc, uint64_t offset, unsigned size, user_data)}. */
  @SuppressWarnings("unused")
  private long read(long uc, long offset, long size, long userData, long none) {
    try {
      return bus.read(base + offset, (int) size);
    } catch (Throwable e) {
      failure.accept(e);
      return ALL_ONES;
    }
  }

  /** {@code void write(uc, uint64_t offset, unsigned size, uint64_t value, user_data)}. */
  @SuppressWarnings("unused")
  private long write(long uc, long offset, long size, long value, long userData) {
    try {
      bus.write(base + offset, (int) size, value);
    } catch (Throwable e) {
      failure.accept(e);
    }
    return DONE;
  }
}
