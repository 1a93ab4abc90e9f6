package io.kobox.pc;

/**
 * Replaces, in code before it runs, the instructions that the emulated CPU must not carry out:
 * those that read the time-stamp counter (it is the host's) become a software interrupt of the same
 * length, which the PC serves; those that write debug registers (they crash libunicorn) become
 * no-operations. A hook would do, but where any code hook exists libunicorn loses the place at
 * which it was stopped.
 *
 * <p>What stands around rdtsc tells real ones from bytes that only look alike: the counter's halves
 * are put together or its lowest bits taken right behind it, or it is one of the alternatives of
 * the kernel's rdtsc_ordered (arch/x86/include/asm/msr.h). Writes of debug registers stand close
 * together, one for each register.
 */
final class CodePatches {
  /** The software interrupt that stands for rdtsc. */
  static final int RDTSC_VECTOR = 0x81;

  private static final int ESCAPE = 0x0f;
  private static final int RDTSC = 0x31;
  private static final int MOV_TO_DR = 0x23;
  private static final byte INT = (byte) 0xcd;
  private static final int NEAR = 96;
  private static final int DEBUG_REGISTERS = 4;
  private static final int DEBUG_WINDOW = 96;

  private static final int AND_EAX = 0x25;
  private static final int LOW_BITS = 0xffff;

  /** The room that rdtsc_ordered leaves for its longest alternative. */
  private static final byte[] NOPS = {(byte) 0x90, (byte) 0x90, (byte) 0x90};

  private static final byte[] RDTSCP = {0x0f, 0x01, (byte) 0xf9};

  /** {@code lfence}, as it stands before rdtsc in a kernel's replacement instructions. */
  private static final byte[] LFENCE = {0x0f, (byte) 0xae, (byte) 0xe8};

  private final byte[] code;

  private CodePatches(byte[] code) {
    this.code = code;
  }

  /** Patches {@code code} in place; returns how many instructions were replaced. */
  static int apply(byte[] code) {
    return new CodePatches(code).apply();
  }

  private int apply() {
    int count = 0;
    for (int i = 0; i + 2 < code.length; i++) {
      if (code[i] != ESCAPE) {
        continue;
      }
      if (code[i + 1] == RDTSC && isTimeStamp(i)) {
        code[i] = INT;
        code[i + 1] = (byte) RDTSC_VECTOR;
        count++;
      } else if (isMoveToDebugRegister(i) && debugRegistersNear(i) >= DEBUG_REGISTERS) {
        nop(i);
        count++;
      }
    }
    return count;
  }

  private boolean isTimeStamp(int at) {
    int next = at + 2;
    return holds(at - LFENCE.length, LFENCE)
        || holds(next, NOPS)
        || holds(next, RDTSCP)
        || takesLowBits(next)
        || joins(next);
  }

  /** {@code and $mask,%eax}. */
  private boolean takesLowBits(int at) {
    return at + 5 <= code.length
        && code[at] == AND_EAX
        && code[at + 3] == 0
        && code[at + 4] == 0
        && ((code[at + 1] & 0xff) | (code[at + 2] & 0xff) << 8) < LOW_BITS;
  }

  private boolean joins(int from) {
    for (int i = from; i < from + NEAR; i++) {
      if (isShiftBy32(i)) {
        return true;
      }
    }
    return false;
  }

  /** {@code shl $32,%r64}. */
  private boolean isShiftBy32(int at) {
    return at + 4 <= code.length
        && (code[at] == 0x48 || code[at] == 0x49)
        && code[at + 1] == (byte) 0xc1
        && (code[at + 2] & 0xf8) == 0xe0
        && code[at + 3] == 0x20;
  }

  private boolean holds(int at, byte[] bytes) {
    if (at < 0 || at + bytes.length > code.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (code[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isMoveToDebugRegister(int at) {
    return at >= 0
        && at + 2 < code.length
        && code[at] == ESCAPE
        && code[at + 1] == MOV_TO_DR
        && (code[at + 2] & 0xc0) == 0xc0;
  }

  /** How many there are around, those already replaced included. */
  private int debugRegistersNear(int at) {
    int count = 0;
    for (int i = at - DEBUG_WINDOW; i < at + DEBUG_WINDOW; i++) {
      if (isMoveToDebugRegister(i) || isNop(i)) {
        count++;
      }
    }
    return count;
  }

  private boolean isNop(int at) {
    return at >= 0
        && at + 2 < code.length
        && code[at] == ESCAPE
        && code[at + 1] == 0x1f
        && code[at + 2] == 0;
  }

  private void nop(int at) {
    code[at + 1] = 0x1f;
    code[at + 2] = 0;
  }
}
