package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Places where the CPU can be stopped from another thread without harm: the beginnings of basic
 * blocks. {@code uc_emu_stop} by itself leaves a block after any of its loads and stores, and then
 * neither the place nor the flags are known, so that nothing can go on. Here a piece of machine
 * code, called at each block, looks at a byte, and stops the CPU when that is set: about 2 ns a
 * block. It also looks the block up in a table of those that are watched, which costs the same
 * whether there are none or hundreds.
 */
final class Safepoints {
  private static final int CODE_SIZE = 4096;
  private static final int FLAG = 2048;
  private static final int WATCH = FLAG + 24;

  /** A byte for each value of an address's low 16 bits. */
  private static final int TABLE = CODE_SIZE;

  private static final int TABLE_SIZE = 1 << 16;
  private static final byte REQUESTED = 1;
  private static final byte STOPPED = 2;

  /** What libunicorn calls: {@code (uc, address, size, user_data)}, the last is the flag. */
  private static final String CODE =
      "48897110" // mov %rsi, 16(%rcx)
          + "803900" // cmpb $0, (%rcx)
          + "750e" // jne 1f
          + "0fb7c6" // movzwl %si, %eax
          + "80bc010008000000" // cmpb $0, TABLE-FLAG(%rcx,%rax)
          + "7514" // jne 2f
          + "c3" // ret
          + "c60102" // 1: movb $2, (%rcx)
          + "48897108" // mov %rsi, 8(%rcx)
          + "48b8"; // movabs $uc_emu_stop, %rax

  private static final String TAIL =
      "ffe0" // jmp *%rax
          + "ff6118"; // 2: jmp *WATCH-FLAG(%rcx)

  private static final boolean SUPPORTED =
      System.getProperty("os.arch", "").equals("amd64")
          && !System.getProperty("os.name", "").startsWith("Windows");

  private final MemorySegment page;

  private Safepoints(MemorySegment page) {
    this.page = page;
  }

  /** Whether this host's machine code is known. */
  static boolean supported() {
    return SUPPORTED;
  }

  /** The code and its flag, in memory that {@code arena} gives back. */
  static Safepoints create(Arena arena) {
    MemorySegment page = HostMemory.mapExecutable(CODE_SIZE + TABLE_SIZE, arena);
    ByteBuffer code = page.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    code.put(HexFormat.of().parseHex(CODE));
    code.putLong(UnicornLibrary.get().function("uc_emu_stop").address());
    code.put(HexFormat.of().parseHex(TAIL));
    return new Safepoints(page);
  }

  /** The callback of a block hook. */
  MemorySegment callback() {
    return page;
  }

  /** Its user data. */
  long flag() {
    return page.address() + FLAG;
  }

  /**
   * Has {@code callback} called, with the same arguments, before the block at {@code address} runs,
   * and before others that look like it in the table.
   */
  void watch(long address, MemorySegment callback) {
    page.set(JAVA_LONG, WATCH, callback.address());
    page.set(JAVA_BYTE, TABLE + (address & TABLE_SIZE - 1), (byte) 1);
  }

  /** Where the block begins that ran last. */
  long block() {
    return page.get(JAVA_LONG, FLAG + 16);
  }

  /** Has the CPU stop at the next block; from any thread. */
  void request() {
    page.set(JAVA_BYTE, FLAG, REQUESTED);
  }

  /**
   * After a run that ended at {@code rip}: whether it stopped before the block there. A block of a
   * mere {@code hlt} still runs. A request that came too late for the run is forgotten.
   */
  boolean take(long rip) {
    byte flag = page.get(JAVA_BYTE, FLAG);
    if (flag == 0) {
      return false;
    }
    page.set(JAVA_BYTE, FLAG, (byte) 0);
    return flag == STOPPED && page.get(JAVA_LONG, FLAG + 8) == rip;
  }
}
