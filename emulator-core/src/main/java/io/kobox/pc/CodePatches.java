package io.kobox.pc;

/**
 * Replaces, in code before it runs, the instructions that the emulated CPU must not carry out:
 * those that read the time-stamp counter (it is the host's) become a software interrupt of the same
 * length, which the PC serves; those that write debug registers (they crash libunicorn) become
 * no-operations. A hook would do, but where any code hook exists libunicorn loses the place at
 * which it was stopped.
 *
 * <p>Compilers put the counter's halves together right behind rdtsc: that tells real ones from
 * bytes that only look alike; and writes of debug registers stand close together, one for each
 * register.
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

  /** {@code shl $32,%rdx}. */
  private static final byte[] SHIFT = {0x48, (byte) 0xc1, (byte) 0xe2, 0x20};

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
      if (code[i + 1] == RDTSC && (joins(i + 2) || holds(i - LFENCE.length, LFENCE))) {
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

  private boolean joins(int from) {
    for (int i = from; i < from + NEAR; i++) {
      if (holds(i, SHIFT)) {
        return true;
      }
    }
    return false;
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
