package io.kobox.image;

import io.kobox.syscalls.DirectoryEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** {@code struct linux_dirent64} (include/linux/dirent.h), of which getdents64 stores many. */
final class StructDirent64 {
  private static final int D_INO = 0;
  private static final int D_RECLEN = 16;
  private static final int D_TYPE = 18;
  private static final int D_NAME = 19;

  /** {@code d_type} is the bits of S_IFMT (include/linux/fs_types.h), moved by so many. */
  private static final int TYPE_SHIFT = 12;

  private static final int TYPE_MASK = 0xf;

  private StructDirent64() {}

  /** Adds the entries that are in {@code bytes}. */
  static void read(byte[] bytes, List<DirectoryEntry> entries) {
    ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at < bytes.length) {
      long ino = records.getLong(at + D_INO);
      int type = (records.get(at + D_TYPE) & TYPE_MASK) << TYPE_SHIFT;
      entries.add(new DirectoryEntry(ino, type, CString.at(bytes, at + D_NAME)));
      at += records.getShort(at + D_RECLEN);
    }
  }
}
