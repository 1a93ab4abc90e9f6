package io.kobox.pc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the CPU says of itself: QEMU's plain "qemu64" (target/i386/cpu.c), an AMD K8 without AVX,
 * together with the two protections of kernels that every CPU of today has, SMEP and SMAP.
 */
final class Cpuid {
  private static final String VENDOR = "AuthenticAMD";
  private static final String BRAND = "QEMU Virtual CPU version 2.5+";
  private static final int HIGHEST = 0xd;
  private static final int EXTENDED = 0x80000000;
  private static final int HIGHEST_EXTENDED = 0x8000000a;

  /** Family 15, model 107, stepping 1. */
  private static final int SIGNATURE = 0x60fb1;

  /**
   * FPU DE PSE TSC MSR PAE MCE CX8 APIC SEP MTRR PGE MCA CMOV PAT PSE36 CLFLUSH MMX FXSR SSE SSE2.
   */
  private static final int FEATURES = 0x078bfbfd;

  /** SSE3, CMPXCHG16B, hypervisor. */
  private static final int MORE_FEATURES = 0x80002001;

  /** Those of {@link #FEATURES} that AMD's leaf repeats. */
  private static final int AMD_ALIASES = 0x0183f3ff;

  /** SYSCALL, NX, long mode. */
  private static final int AMD_FEATURES = 0x20100800;

  /** LAHF in long mode, SVM, PREFETCH. */
  private static final int MORE_AMD_FEATURES = 0x105;

  private static final int SMEP_SMAP = 1 << 7 | 1 << 20;

  /** Cache lines of 64 bytes, in units of eight. */
  private static final int CACHE_LINE = 8 << 8;

  private static final int[] NOTHING = {0, 0, 0, 0};

  private Cpuid() {}

  /** EAX, EBX, ECX and EDX for a leaf. */
  static int[] leaf(int leaf, int subleaf) {
    return switch (leaf) {
      case 0 -> vendor(HIGHEST);
      case 1 -> new int[] {SIGNATURE, CACHE_LINE, MORE_FEATURES, FEATURES};
      case 7 -> subleaf == 0 ? new int[] {0, SMEP_SMAP, 0, 0} : NOTHING;
      case EXTENDED -> vendor(HIGHEST_EXTENDED);
      case EXTENDED + 1 ->
          new int[] {SIGNATURE, 0, MORE_AMD_FEATURES, (FEATURES & AMD_ALIASES) | AMD_FEATURES};
      case EXTENDED + 2 -> brand(0);
      case EXTENDED + 3 -> brand(1);
      case EXTENDED + 4 -> brand(2);
      // 64 kB of first-level caches, 512 kB of the second, translation buffers of 1,024 pages
      case EXTENDED + 5 -> new int[] {0x01ff01ff, 0x01ff01ff, 0x40020140, 0x40020140};
      case EXTENDED + 6 -> new int[] {0, 0x42004200, 0x02008140, 0};
      // 40 bits of physical, 48 of virtual addresses
      case EXTENDED + 8 -> new int[] {0x3028, 0, 0, 0};
      case HIGHEST_EXTENDED -> new int[] {1, 16, 0, 0};
      default -> NOTHING;
    };
  }

  private static int[] vendor(int highest) {
    ByteBuffer text = text(VENDOR);
    return new int[] {highest, text.getInt(0), text.getInt(8), text.getInt(4)};
  }

  private static int[] brand(int part) {
    ByteBuffer text = text(BRAND);
    int at = part * 16;
    return new int[] {
      text.getInt(at), text.getInt(at + 4), text.getInt(at + 8), text.getInt(at + 12)
    };
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.allocate(48)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, text.getBytes(StandardCharsets.US_ASCII));
  }
}
