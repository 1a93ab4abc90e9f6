package io.kobox.kmod;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.tukaani.xz.XZInputStream;

/**
 * A module's file as libkmod opens it (kmod: libkmod/libkmod-file.c): a compressed one is unpacked
 * into memory, any other is read in place ("direct": the kernel may read it by finit_module). As
 * Debian builds kmod, xz and zstd are known, gzip is not.
 */
public final class ModuleFile implements AutoCloseable {
  /** Debian's largest module is 20 MB; a bomb must not fill the heap. */
  private static final int MAX_UNPACKED = 1 << 29;

  private static final int MAX_PACKED = 1 << 28;
  private static final int MAGIC_SIZE = 6;
  private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

  private final ModuleTree.OpenFile content;
  private final boolean direct;

  private ModuleFile(ModuleTree.OpenFile content, boolean direct) {
    this.content = content;
    this.direct = direct;
  }

  /** kmod_file_open(); EINVAL for a file too short to be anything. */
  public static ModuleFile open(ModuleTree tree, String path, KmodLog log) throws KmodException {
    ModuleTree.OpenFile file = tree.open(path);
    boolean kept = false;
    try {
      byte[] magic = new byte[MAGIC_SIZE];
      if (file.read(0, magic, 0, MAGIC_SIZE) != MAGIC_SIZE) {
        throw KmodException.invalid();
      }
      if (startsWith(magic, ZSTD)) {
        return new ModuleFile(unpack(file, true, log), false);
      }
      if (startsWith(magic, XZ)) {
        return new ModuleFile(unpack(file, false, log), false);
      }
      kept = true;
      return new ModuleFile(file, true);
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
    if (content.size() > MAX_UNPACKED) {
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

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  private static ModuleTree.OpenFile unpack(ModuleTree.OpenFile file, boolean zstd, KmodLog log)
      throws KmodException {
    if (file.size() > MAX_PACKED) {
      throw KmodException.invalid();
    }
    byte[] packed = new byte[(int) file.size()];
    int length = file.read(0, packed, 0, packed.length);
    ByteArrayInputStream source = new ByteArrayInputStream(packed, 0, length);
    try (InputStream in =
        zstd
            ? new ZstdInputStream(source)
            : new XZInputStream(source)) {
      byte[] bytes = in.readNBytes(MAX_UNPACKED);
      return new Memory(bytes);
    } catch (IOException | RuntimeException e) {
      // the wording of zstd's own errors is not reproduced
      log.error(
          zstd ? "../libkmod/libkmod-file.c:136" : "../libkmod/libkmod-file.c:218",
          zstd ? "zstd_decompress_block" : "xz_uncompress_belch",
          zstd ? "zstd: Data corruption detected" : "xz: File is corrupt");
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
