package io.kobox.profile;

import io.kobox.btf.TypePart;
import io.kobox.vmlinux.ImageFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A part of a profile file: deflated by itself, and unpacked when it is needed. In the file stand
 * its unpacked size, its packed size (32 bits each) and its bytes.
 */
final class PackedSection implements TypePart {
  private static final int LARGEST = 64 << 20;

  private final byte[] packed;
  private final int size;

  private PackedSection(byte[] packed, int size) {
    this.packed = packed;
    this.size = size;
  }

  static PackedSection pack(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(raw);
    deflater.finish();
    byte[] out = new byte[raw.length + raw.length / 1000 + 64];
    int length = 0;
    while (!deflater.finished()) {
      length += deflater.deflate(out, length, out.length - length);
    }
    deflater.end();
    return new PackedSection(Arrays.copyOf(out, length), raw.length);
  }

  /** Takes the next section off {@code file}. */
  static PackedSection next(ByteBuffer file) throws ImageFormatException {
    if (file.remaining() < 8) {
      throw new ImageFormatException("the profile is cut off");
    }
    int size = file.getInt();
    int packedSize = file.getInt();
    if (size < 0 || size > LARGEST || packedSize < 0 || packedSize > file.remaining()) {
      throw new ImageFormatException("a part of the profile has an impossible size");
    }
    byte[] packed = new byte[packedSize];
    file.get(packed);
    return new PackedSection(packed, size);
  }

  /** The number of bytes that {@link #putTo} writes. */
  int fileSize() {
    return 8 + packed.length;
  }

  void putTo(ByteBuffer file) {
    file.putInt(size).putInt(packed.length).put(packed);
  }

  @Override
  public byte[] unpack() throws ImageFormatException {
    byte[] out = new byte[size];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int length = 0;
      while (length < size) {
        int more = inflater.inflate(out, length, size - length);
        if (more == 0) {
          throw new ImageFormatException("a part of the profile is cut off");
        }
        length += more;
      }
      return out;
    } catch (DataFormatException e) {
      throw new ImageFormatException("a part of the profile is corrupt", e);
    } finally {
      inflater.end();
    }
  }
}
