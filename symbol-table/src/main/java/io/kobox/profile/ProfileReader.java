package io.kobox.profile;

import io.kobox.btf.TieredTypes;
import io.kobox.vmlinux.ImageFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a profile file, as {@link ProfileWriter} writes it. */
public final class ProfileReader {
  /** What a profile file begins with: "KOXPROF1". */
  static final long MAGIC = 0x31464f5250584f4bL;

  private static final long LARGEST = 64L << 20;

  private ProfileReader() {}

  /** Reads {@code file}; its exports and types are unpacked when they are asked for. */
  public static KernelProfile read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new ImageFormatException(file + " is too large for a profile");
    }
    return read(Files.readAllBytes(file));
  }

  /** Reads a profile from memory. */
  public static KernelProfile read(byte[] profile) throws ImageFormatException {
    ByteBuffer file = ByteBuffer.wrap(profile).order(ByteOrder.LITTLE_ENDIAN);
    if (profile.length < 8 || file.getLong() != MAGIC) {
      throw new ImageFormatException("this is no kernel profile");
    }
    byte[] info = PackedSection.next(file).unpack();
    String[] texts = new String(info, StandardCharsets.ISO_8859_1).split("\0", -1);
    if (texts.length != 4) {
      throw new ImageFormatException("the profile's first part is malformed");
    }
    PackedSection exports = PackedSection.next(file);
    List<PackedSection> types = new ArrayList<>();
    for (int i = 0; i < TieredTypes.PARTS; i++) {
      types.add(PackedSection.next(file));
    }
    PackedSection symbols = file.hasRemaining() ? PackedSection.next(file) : null;
    PackedSection certificates = file.hasRemaining() ? PackedSection.next(file) : null;
    PackedSection flags = file.hasRemaining() ? PackedSection.next(file) : null;
    PackedSection builtins = file.hasRemaining() ? PackedSection.next(file) : null;
    return new KernelProfile(
        texts[0], texts[1], texts[2], exports, types, symbols, certificates, flags, builtins);
  }
}
