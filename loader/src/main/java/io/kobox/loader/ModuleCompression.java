package io.kobox.loader;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** How a module file is compressed, told by its first bytes as kmod does (libkmod-file.c). */
public enum ModuleCompression {
  /** Not at all. */
  NONE(""),
  /** .ko.gz; Debian's kmod is built without it. */
  GZIP("\u001f\u008b"),
  /** .ko.xz. */
  XZ("\u00fd7zXZ\0"),
  /** .ko.zst. */
  ZSTD("(\u00b5/\u00fd");

  /** No module is larger than the module area, debug information aside. */
  private static final int MAX_BYTES = 1 << 29;

  private static final int XZ_MEMORY_KIB = 256 * 1024;

  /** The first bytes, as chars. */
  private final String magic;

  ModuleCompression(String magic) {
    this.magic = magic;
  }

  /** The compression of a file. */
  public static ModuleCompression of(byte[] file) {
    for (ModuleCompression compression : values()) {
      if (compression != NONE && compression.matches(file)) {
        return compression;
      }
    }
    return NONE;
  }

  /**
   * The module in the file, unpacked if need be; at most 512 MiB.
   *
   * @throws IOException if the file is damaged or too large
   */
  public static byte[] unpack(byte[] file) throws IOException {
    ModuleCompression compression = of(file);
    if (compression == NONE) {
      return file;
    }
    try (InputStream in = compression.open(new ByteArrayInputStream(file))) {
      byte[] module = in.readNBytes(MAX_BYTES + 1);
      if (module.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return module;
    } catch (RuntimeException damaged) {
      // the unpackers' own words for hostile input are unchecked exceptions
      throw new IOException("damaged " + compression + " file", damaged);
    }
  }

  private boolean matches(byte[] file) {
    if (file.length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((file[i] & 0xff) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private InputStream open(InputStream file) throws IOException {
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPInputStream(file);
      case XZ -> new XZInputStream(file, XZ_MEMORY_KIB);
      case ZSTD -> new ZstdInputStream(file);
    };
  }
}
