package io.kobox.image;

import java.nio.ByteBuffer;
import java.time.Duration;

/** {@code struct __kernel_timespec} (include/uapi/linux/time_types.h). */
final class StructTimespec {
  static final int SIZE = 16;

  private static final int TV_SEC = 0;
  private static final int TV_NSEC = 8;
  private static final long SECOND = 1_000_000_000L;

  private StructTimespec() {}

  /** What a call stored, in nanoseconds. */
  static long read(UserBuffer buffer) {
    return nanoseconds(buffer.structure(SIZE), 0);
  }

  /** The time that is at {@code offset} of a structure, in nanoseconds. */
  static long nanoseconds(ByteBuffer structure, int offset) {
    return structure.getLong(offset + TV_SEC) * SECOND + structure.getLong(offset + TV_NSEC);
  }

  /** Stores a time for a call, at {@code offset} of its structure. */
  static void write(UserBuffer buffer, int offset, Duration time) {
    buffer.setStructureLong(offset + TV_SEC, time.getSeconds());
    buffer.setStructureLong(offset + TV_NSEC, time.getNano());
  }
}
