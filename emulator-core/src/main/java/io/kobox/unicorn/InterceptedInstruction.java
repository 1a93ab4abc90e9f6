package io.kobox.unicorn;

import org.jspecify.annotations.Nullable;

/** The instructions that are carried out outside the CPU, wherever they are found in code. */
public enum InterceptedInstruction {
  /** Reads the time-stamp counter into EDX:EAX. */
  RDTSC(2),

  /** As rdtsc, and the processor's number into ECX. */
  RDTSCP(3),

  /** Ignored: hardware breakpoints are not emulated. */
  MOV_TO_DEBUG_REGISTER(3),

  /** The hint that code waits in a loop; the CPU still carries it out. Its prefix is no part. */
  PAUSE(1);

  /** Where to look, as code may change after its place was found. */
  @FunctionalInterface
  public interface Finder {
    /** The instruction at {@code address}, not counting prefixes; null if it is another one. */
    @Nullable InterceptedInstruction at(long address);
  }

  private final int length;

  InterceptedInstruction(int length) {
    this.length = length;
  }

  /** Its length without prefixes. */
  int length() {
    return length;
  }
}
