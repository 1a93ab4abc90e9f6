package io.kobox.vmlinux;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * The compressed kernel in a bzImage. The build appends the uncompressed size as 32 bits ({@code
 * scripts/Makefile.lib: size_append}; gzip has it anyway), so the output is allocated once and a
 * bomb is refused before it is unpacked.
 */
final class Payload {
  /** No kernel is near this size. */
  private static final int LARGEST = 512 << 20;

  private static final int GZIP = 0x00088b1f;
  private static final int XZ = 0x587a37fd;
  private static final int ZSTD = 0xfd2fb528;
  private static final int LZ4_LEGACY = 0x184c2102;

  /** How much a block of the legacy LZ4 format holds at most ({@code lib/decompress_unlz4.c}). */
  private static final int LZ4_BLOCK = 8 << 20;

  /** What the XZ decoder may allocate, in KiB: xz -9 with a large dictionary fits. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private Payload() {}

  static byte[] decompress(byte[] payload) throws IOException {
    if (payload.length < 8) {
      throw new ImageFormatException("the payload is empty");
    }
    ByteBuffer buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    int size = buffer.getInt(payload.length - 4);
    if (size <= 0 || size > LARGEST) {
      throw new ImageFormatException("impossible size of the unpacked kernel: " + size);
    }
    int magic = buffer.getInt(0);
    InputStream in = new ByteArrayInputStream(payload);
    try {
      return switch (magic) {
        case XZ -> readAll(new SingleXZInputStream(in, XZ_MEMORY_KIB), size);
        case ZSTD -> zstd(payload, size);
        case LZ4_LEGACY -> lz4(payload, size);
        default -> {
          if ((magic & 0xffffff) == GZIP) {
            yield readAll(new GZIPInputStream(in), size);
          }
          throw new ImageFormatException(
              "unknown compression of the payload (magic %#x)".formatted(magic));
        }
      };
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ImageFormatException("the payload is corrupt: " + e.getMessage(), e);
    }
  }

  private static byte[] readAll(InputStream in, int size) throws IOException {
    try (in) {
      byte[] out = new byte[size];
      int length = in.readNBytes(out, 0, size);
      if (length < size) {
        throw new ImageFormatException(
            "the payload unpacks to %d of %d bytes".formatted(length, size));
      }
      return out;
    }
  }

  /**
   * The native decoder, where the library has one for this machine; the one in Java refuses windows
   * of more than 8 MiB, as Debian 13's kernel has.
   */
  private static byte[] zstd(byte[] payload, int size) throws ImageFormatException {
    byte[] out = new byte[size];
    int length = ZstdDecompressor.create().decompress(payload, 0, payload.length - 4, out, 0, size);
    if (length != size) {
      throw new ImageFormatException(
          "the payload unpacks to %d of %d bytes".formatted(length, size));
    }
    return out;
  }

  private static byte[] lz4(byte[] payload, int size) throws ImageFormatException {
    ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    byte[] out = new byte[size];
    Lz4Decompressor decompressor = Lz4Decompressor.create();
    int position = 4;
    int length = 0;
    while (length < size) {
      int blockSize = position + 4 <= in.limit() ? in.getInt(position) : 0;
      position += 4;
      if (blockSize <= 0 || blockSize > in.limit() - position) {
        throw new ImageFormatException("the payload ends in the middle of a block");
      }
      int room = Math.min(LZ4_BLOCK, size - length);
      length += decompressor.decompress(payload, position, blockSize, out, length, room);
      position += blockSize;
    }
    return Arrays.copyOf(out, length);
  }
}
