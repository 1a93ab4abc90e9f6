package io.kobox.pc;

import io.kobox.machine.InstructionLength;

/**
 * Replaces, in code before it runs, the instructions that the emulated CPU must not carry out by
 * others of the same length: those that read the time-stamp counter (it is the host's) and those
 * that wait in a loop (for time that must pass) become software interrupts, which the PC serves;
 * those that write debug registers (they crash libunicorn) become no-operations. A hook would do,
 * but where any code hook exists libunicorn loses the place at which it was stopped.
 */
final class CodePatches {
  /** The software interrupt that stands for rdtsc. */
  static final int RDTSC_VECTOR = 0x81;

  /** The software interrupt that stands for pause. */
  static final int PAUSE_VECTOR = 0x82;

  /** The first byte of many instructions. */
  static final int ESCAPE = 0x0f;

  /** The second byte of rdtsc. */
  static final int RDTSC = 0x31;

  /** The second byte of rdtscp. */
  static final int GROUP_7 = 0x01;

  /** The third byte of rdtscp. */
  static final int RDTSCP = 0xf9;

  private static final int MOV_TO_DR = 0x23;
  private static final int REPEAT = 0xf3;
  private static final int NOP = 0x90;
  private static final byte INT = (byte) 0xcd;

  /** {@code nopl (%rax)}. */
  private static final byte[] LONG_NOP = {0x0f, 0x1f, 0x00};

  private CodePatches() {}

  /** Patches {@code code} in place; returns how many instructions were replaced. */
  static int apply(byte[] code) {
    int count = 0;
    int length;
    for (int at = 0; at + 1 < code.length; at += length) {
      length = InstructionLength.of(code, at);
      if (patch(code, at, length)) {
        count++;
      }
    }
    return count;
  }

  private static boolean patch(byte[] code, int at, int length) {
    int first = code[at] & 0xff;
    int second = code[at + 1] & 0xff;
    if (first == ESCAPE && second == RDTSC) {
      interrupt(code, at, RDTSC_VECTOR);
    } else if (first == REPEAT && second == NOP) {
      interrupt(code, at, PAUSE_VECTOR);
    } else if (first == ESCAPE && second == MOV_TO_DR && length == LONG_NOP.length) {
      System.arraycopy(LONG_NOP, 0, code, at, LONG_NOP.length);
    } else {
      return false;
    }
    return true;
  }

  private static void interrupt(byte[] code, int at, int vector) {
    code[at] = INT;
    code[at + 1] = (byte) vector;
  }
}
