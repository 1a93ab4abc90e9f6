package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Handles of C functions. Each new signature costs the linker milliseconds at start-up, so all
 * functions share one: eight 64-bit values, of which a function ignores those beyond its own
 * parameters, and a 64-bit result, of which an int is the lower half.
 */
@SuppressWarnings("restricted")
final class NativeFunctions {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);

  /** Apple's ARM convention passes variable arguments on the stack, all others as named ones. */
  private static final boolean VARIABLE_ON_STACK =
      System.getProperty("os.name", "").startsWith("Mac")
          && System.getProperty("os.arch", "").equals("aarch64");

  private NativeFunctions() {}

  static MethodHandle plain(MemorySegment function) {
    return LINKER.downcallHandle(function, SIGNATURE);
  }

  /** For functions that neither block nor call back: the call skips the thread's state change. */
  static MethodHandle critical(MemorySegment function) {
    return LINKER.downcallHandle(function, SIGNATURE, Linker.Option.critical(false));
  }

  /** For functions with variable arguments from parameter {@code first} on. */
  static MethodHandle variadic(MemorySegment function, int first) {
    return VARIABLE_ON_STACK
        ? LINKER.downcallHandle(function, SIGNATURE, Linker.Option.firstVariadicArg(first))
        : plain(function);
  }

  /** Whether the C library has a function of that name. */
  static boolean hasLibc(String name) {
    return LINKER.defaultLookup().find(name).isPresent();
  }

  /** As {@link #libc}, for what {@link #critical} is for. */
  static MethodHandle libcCritical(String name) {
    return critical(LINKER.defaultLookup().find(name).orElseThrow());
  }

  /** A function of the C library. */
  static MethodHandle libc(String name) {
    return plain(LINKER.defaultLookup().find(name).orElseThrow());
  }
}
