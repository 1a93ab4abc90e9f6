package io.kobox.image;

import io.kobox.syscalls.Stat;
import java.nio.ByteBuffer;

/** {@code struct stat} (arch/x86/include/uapi/asm/stat.h). */
final class StructStat {
  private static final int SIZE = 144;
  private static final int ST_DEV = 0;
  private static final int ST_INO = 8;
  private static final int ST_NLINK = 16;
  private static final int ST_MODE = 24;
  private static final int ST_UID = 28;
  private static final int ST_GID = 32;
  private static final int ST_RDEV = 40;
  private static final int ST_SIZE = 48;
  private static final int ST_BLKSIZE = 56;
  private static final int ST_BLOCKS = 64;
  private static final int ST_ATIME = 72;
  private static final int ST_MTIME = 88;
  private static final int ST_CTIME = 104;

  private StructStat() {}

  /** What a call stored. */
  static Stat read(UserBuffer buffer) {
    ByteBuffer stat = buffer.structure(SIZE);
    return new Stat(
        stat.getLong(ST_DEV),
        stat.getLong(ST_INO),
        stat.getInt(ST_MODE),
        stat.getLong(ST_NLINK),
        stat.getInt(ST_UID),
        stat.getInt(ST_GID),
        stat.getLong(ST_RDEV),
        stat.getLong(ST_SIZE),
        (int) stat.getLong(ST_BLKSIZE),
        stat.getLong(ST_BLOCKS),
        StructTimespec.nanoseconds(stat, ST_ATIME),
        StructTimespec.nanoseconds(stat, ST_MTIME),
        StructTimespec.nanoseconds(stat, ST_CTIME));
  }
}
