package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.InterceptedInstruction;
import io.kobox.unicorn.Unicorn;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in code before it runs, the instructions that the CPU must not carry out itself: rdtsc and
 * rdtscp, so that the host's clock never reaches the guest, and writes of debug registers, which
 * crash libunicorn; on request also pause. A match inside another instruction does no harm: the CPU
 * never starts there. Code that the guest itself writes into an executable page is not looked at.
 */
@HostSide
final class InterceptedCode {
  private static final int ESCAPE = 0x0f;
  private static final int RDTSC = 0x31;
  private static final int GROUP_7 = 0x01;
  private static final int RDTSCP = 0xf9;
  private static final int MOV_TO_DR = 0x23;
  private static final int NOP = 0x90;
  private static final int REP = 0xf3;

  /** Of escape, opcode and ModRM. */
  private static final int LENGTH = 3;

  private static final int MOST_PREFIXES = 14;

  private final Unicorn unicorn;
  private final MemorySegment ram;
  private final PageTables tables;
  private final boolean pauses;
  private final byte[] code = new byte[AddressLayout.PAGE_SIZE];
  private final Set<Long> hooked = new HashSet<>();

  /**
   * @param pauses whether pause is intercepted as well
   */
  InterceptedCode(Unicorn unicorn, PhysicalMemory memory, PageTables tables, boolean pauses) {
    this.pauses = pauses;
    this.unicorn = unicorn;
    this.ram = memory.ram();
    this.tables = tables;
  }

  /** Looks through {@code length} bytes of the page of {@code begin} and what they are part of. */
  void find(long begin, long length) {
    long page = AddressLayout.pageOf(begin);
    long from = Math.max(page, begin - LENGTH + 1);
    int count = (int) (Math.min(page + AddressLayout.PAGE_SIZE, begin + length) - from);
    MemorySegment.copy(ram, JAVA_BYTE, tables.translate(from), code, 0, count);
    for (int i = 0; i < count - 1; i++) {
      if (code[i] == ESCAPE && isOpcode(code[i + 1])) {
        check(from + i);
      } else if (pauses && code[i] == (byte) REP && code[i + 1] == (byte) NOP) {
        check(from + i + 1);
      }
    }
    check(from + count - 1);
    for (int i = 1; i < LENGTH; i++) {
      check(page - i);
      check(page + AddressLayout.PAGE_SIZE - i);
    }
  }

  private static boolean isOpcode(byte second) {
    return second == RDTSC || second == MOV_TO_DR || second == GROUP_7;
  }

  private void check(long address) {
    if (instructionAt(address) == null || !hooked.add(address)) {
      return;
    }
    long begin = address;
    while (address - begin < MOST_PREFIXES && isPrefix(byteAt(begin - 1))) {
      begin--;
    }
    unicorn.intercept(this::instructionAt, begin, address);
  }

  private @Nullable InterceptedInstruction instructionAt(long address) {
    int first = byteAt(address);
    if (pauses && first == NOP && byteAt(address - 1) == REP) {
      return InterceptedInstruction.PAUSE;
    }
    if (first != ESCAPE) {
      return null;
    }
    return switch (byteAt(address + 1)) {
      case RDTSC -> InterceptedInstruction.RDTSC;
      case MOV_TO_DR -> InterceptedInstruction.MOV_TO_DEBUG_REGISTER;
      case GROUP_7 -> byteAt(address + 2) == RDTSCP ? InterceptedInstruction.RDTSCP : null;
      default -> null;
    };
  }

  /** Legacy prefixes and REX. */
  private static boolean isPrefix(int opcode) {
    return switch (opcode) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> opcode >= 0x40 && opcode <= 0x4f;
    };
  }

  private int byteAt(long address) {
    long physical = tables.translate(address);
    return physical < 0 ? -1 : ram.get(JAVA_BYTE, physical) & 0xff;
  }
}
