package io.kobox.pc;

import io.kobox.unicorn.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Functions of the guest whose calls are watched. Each begins with the five-byte no-operation that
 * compilers leave there for tracing; in its place come two software interrupts, one for the entry
 * and one to which the function returns.
 */
final class FunctionTraps {
  static final int ENTRY_VECTOR = 0x83;
  static final int RETURN_VECTOR = 0x84;

  private static final byte[] NOP = {0x0f, 0x1f, 0x44, 0, 0};
  private static final byte[] TRAP = {
    (byte) 0xcd, (byte) ENTRY_VECTOR, (byte) 0xcd, (byte) RETURN_VECTOR, (byte) 0x90
  };
  private static final int INSTRUCTION = 2;

  private static final int LANDING_PAD = 4;
  private static final int ENDBR64 = 0xfa1e0ff3;
  private static final int SEALED = 0xd6401f0f;

  /** What is changed of a function's beginning, at most. */
  static final int LENGTH = 16;

  private final Pc pc;
  private final Map<Long, FunctionTrap> traps = new HashMap<>();

  /** The return addresses that were replaced, by where they stood on the stack. */
  private final Map<Long, Long> returns = new HashMap<>();

  FunctionTraps(Pc pc) {
    this.pc = pc;
  }

  /** Watches the function at {@code address}; false if it does not begin as it must. */
  boolean add(long function, FunctionTrap trap) {
    byte[] begin = new byte[NOP.length];
    GuestPages pages = pc.pages();
    long address = function;
    pages.read(address, begin, 0, begin.length);
    if (isLandingPad(begin)) {
      address += LANDING_PAD;
    }
    if (pages.read(address, begin, 0, begin.length) != begin.length
        || (!Arrays.equals(begin, NOP) && !Arrays.equals(begin, TRAP))) {
      return false;
    }
    pages.write(address, TRAP, 0, TRAP.length);
    traps.put(address, trap);
    return true;
  }

  /**
   * What indirect calls jump to where they are checked: {@code endbr64}, or the no-operation that
   * the kernel puts there if nobody does (arch/x86/include/asm/ibt.h).
   */
  private static boolean isLandingPad(byte[] begin) {
    int word = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return word == ENDBR64 || word == SEALED;
  }

  /** The CPU is behind the first interrupt. */
  void enter() {
    long address = pc.read(Register.RIP) - INSTRUCTION;
    FunctionTrap trap = traps.get(address);
    pc.write(Register.RIP, address + NOP.length);
    if (trap != null) {
      if (trap.entered(pc)) {
        long rsp = pc.read(Register.RSP);
        returns.put(rsp, pc.pages().getLong(rsp));
        pc.pages().putLong(rsp, address + INSTRUCTION);
      }
    }
  }

  /** The CPU is behind the second interrupt. */
  void leave() {
    long address = pc.read(Register.RIP) - 2L * INSTRUCTION;
    long rsp = pc.read(Register.RSP) - Long.BYTES;
    Long target = returns.remove(rsp);
    FunctionTrap trap = traps.get(address);
    if (target != null) {
      pc.write(Register.RIP, target);
    }
    if (trap != null) {
      trap.returned(pc, rsp);
    }
  }
}
