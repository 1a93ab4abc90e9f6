package io.kobox.kmod;

import io.kobox.loader.ModuleCompression;
import java.io.IOException;
import java.util.Arrays;

/**
 * A module's file as libkmod opens it (kmod: libkmod/libkmod-file.c): a compressed one is unpacked
 * into memory, any other is read in place ("direct": the kernel may read it by finit_module). As
 * Debian builds kmod, xz and zstd are known, gzip is not.
 */
public final class KmodFile implements AutoCloseable {
  private static final int MAX_PACKED = 1 << 28;
  private static final int MAX_MODULE = 1 << 29;
  private static final int MAGIC_SIZE = 6;

  private final ModuleTree.OpenFile content;
  private final boolean direct;

  private KmodFile(ModuleTree.OpenFile content, boolean direct) {
    this.content = content;
    this.direct = direct;
  }

  /** kmod_file_open(); EINVAL for a file too short to be anything. */
  public static KmodFile open(ModuleTree tree, String path, KmodLog log) throws KmodException {
    return of(tree.open(path), log);
  }

  /** The same for a file that is open; it is closed with the module, or when this fails. */
  public static KmodFile of(ModuleTree.OpenFile file, KmodLog log) throws KmodException {
    boolean kept = false;
    try {
      byte[] magic = new byte[MAGIC_SIZE];
      if (file.read(0, magic, 0, MAGIC_SIZE) != MAGIC_SIZE) {
        throw KmodException.invalid();
      }
      ModuleCompression compression = ModuleCompression.of(magic);
      if (compression == ModuleCompression.XZ || compression == ModuleCompression.ZSTD) {
        return new KmodFile(unpack(file, compression, log), false);
      }
      kept = true;
      return new KmodFile(file, true);
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  /** Whether the kernel can read the file as it is. */
  public boolean direct() {
    return direct;
  }

  /** The module, unpacked. */
  public ModuleTree.OpenFile content() {
    return content;
  }

  /** The whole module, unpacked. */
  public byte[] bytes() throws KmodException {
    if (content.size() > MAX_MODULE) {
      throw KmodException.invalid();
    }
    byte[] bytes = new byte[(int) content.size()];
    int count = content.read(0, bytes, 0, bytes.length);
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  @Override
  public void close() {
    content.close();
  }

  private static ModuleTree.OpenFile unpack(
      ModuleTree.OpenFile file, ModuleCompression compression, KmodLog log) throws KmodException {
    if (file.size() > MAX_PACKED) {
      throw KmodException.invalid();
    }
    byte[] packed = new byte[(int) file.size()];
    int length = file.read(0, packed, 0, packed.length);
    try {
      return new Memory(ModuleCompression.unpack(Arrays.copyOf(packed, length)));
    } catch (IOException e) {
      // the wording of the libraries' own errors is not reproduced
      if (compression == ModuleCompression.ZSTD) {
        log.error(
            "../libkmod/libkmod-file.c:136",
            "zstd_decompress_block",
            "zstd: Data corruption detected");
      } else {
        log.error("../libkmod/libkmod-file.c:218", "xz_uncompress_belch", "xz: File is corrupt");
      }
      throw KmodException.invalid();
    }
  }

  private static final class Memory implements ModuleTree.OpenFile {
    private final byte[] bytes;

    private Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int count) {
      int available = (int) Math.min(count, Math.max(0, bytes.length - position));
      System.arraycopy(bytes, (int) Math.min(position, bytes.length), buffer, offset, available);
      return available;
    }

    @Override
    public void close() {}
  }
}
