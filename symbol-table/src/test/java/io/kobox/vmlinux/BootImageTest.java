package io.kobox.vmlinux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class BootImageTest {
  enum Compression {
    GZIP,
    XZ,
    ZSTD,
    LZ4
  }

  /** A file that begins as ELF does, larger than one LZ4 block. */
  private static byte[] elf() {
    byte[] elf = new byte[9 << 20];
    Random random = new Random(1);
    for (int i = 64; i < elf.length; i += 100) {
      elf[i] = (byte) random.nextInt();
    }
    elf[0] = 0x7f;
    elf[1] = 'E';
    elf[2] = 'L';
    elf[3] = 'F';
    return elf;
  }

  private static byte[] compress(byte[] data, Compression compression) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (compression) {
      case GZIP -> {
        try (OutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(data);
        }
      }
      case XZ -> {
        try (OutputStream xz = new XZOutputStream(out, new LZMA2Options(1))) {
          xz.write(data);
        }
      }
      case ZSTD -> {
        ZstdJavaCompressor zstd = new ZstdJavaCompressor();
        byte[] packed = new byte[zstd.maxCompressedLength(data.length)];
        out.write(packed, 0, zstd.compress(data, 0, data.length, packed, 0, packed.length));
      }
      case LZ4 -> {
        out.write(word(0x184c2102));
        Lz4JavaCompressor lz4 = new Lz4JavaCompressor();
        for (int start = 0; start < data.length; start += 8 << 20) {
          int length = Math.min(8 << 20, data.length - start);
          byte[] packed = new byte[lz4.maxCompressedLength(length)];
          int size = lz4.compress(data, start, length, packed, 0, packed.length);
          out.write(word(size));
          out.write(packed, 0, size);
        }
      }
    }
    if (compression != Compression.GZIP) {
      out.write(word(data.length));
    }
    return out.toByteArray();
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] image(byte[] payload) {
    int start = 5 * 512 + 100;
    ByteBuffer image =
        ByteBuffer.allocate(start + payload.length + 50).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0x1f1, (byte) 4).putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
    image.putInt(0x248, 100).putInt(0x24c, payload.length).put(start, payload);
    return image.array();
  }

  @ParameterizedTest
  @EnumSource
  void unpacks(Compression compression) throws IOException {
    byte[] elf = elf();
    assertArrayEquals(elf, BootImage.unpack(image(compress(elf, compression))));
  }

  @ParameterizedTest
  @EnumSource
  void refusesDamagedPayloads(Compression compression) throws IOException {
    byte[] payload = compress(elf(), compression);
    byte[] cut = Arrays.copyOf(payload, payload.length / 2);
    System.arraycopy(word(9 << 20), 0, cut, cut.length - 4, 4);
    assertThrows(IOException.class, () -> BootImage.unpack(image(cut)));
    Random random = new Random(2);
    for (int round = 0; round < 5; round++) {
      byte[] changed = payload.clone();
      for (int i = 0; i < 200; i++) {
        changed[4 + random.nextInt(changed.length - 8)] = (byte) random.nextInt();
      }
      assertThrows(IOException.class, () -> BootImage.unpack(image(changed)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
  void refusesImpossibleSizes(int size) throws IOException {
    byte[] payload = compress(elf(), Compression.XZ);
    System.arraycopy(word(size), 0, payload, payload.length - 4, 4);
    assertThrows(ImageFormatException.class, () -> BootImage.unpack(image(payload)));
  }

  @Test
  void refusesOtherFiles() {
    assertThrows(ImageFormatException.class, () -> BootImage.unpack(new byte[0]));
    assertThrows(ImageFormatException.class, () -> BootImage.unpack(new byte[4096]));
    byte[] image = image(new byte[100]);
    var error = assertThrows(ImageFormatException.class, () -> BootImage.unpack(image));
    assertEquals("impossible size of the unpacked kernel: 0", error.getMessage());
    byte[] cut = Arrays.copyOf(image, image.length - 100);
    assertThrows(ImageFormatException.class, () -> BootImage.unpack(cut));
  }
}
