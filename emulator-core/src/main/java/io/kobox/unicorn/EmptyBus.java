package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Physical addresses at which nothing answers: as on a PC's bus, all bits are read as ones and what
 * is written is lost.
 */
final class EmptyBus {
  private static final long ALL_ONES = -1;
  private static final MethodType TYPE =
      MethodType.methodType(long.class, long.class, long.class, long.class, long.class, long.class);
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private EmptyBus() {}

  /** The callback for both directions; it lives as long as {@code arena}. */
  @SuppressWarnings("restricted")
  static MemorySegment callback(Arena arena) {
    try {
      MethodHandle target = MethodHandles.lookup().findStatic(EmptyBus.class, "access", TYPE);
      return Linker.nativeLinker().upcallStub(target, SIGNATURE, arena);
    } catch (ReflectiveOperationException e) {
      throw new UnicornException("access", e);
    }
  }

  /** {@code uint64_t read(uc, offset, size, user_data)}, {@code void write(…, value, …)}. */
  @SuppressWarnings("unused")
  private static long access(long uc, long offset, long size, long value, long userData) {
    return ALL_ONES;
  }
}
