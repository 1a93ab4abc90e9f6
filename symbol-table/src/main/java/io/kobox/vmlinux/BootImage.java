package io.kobox.vmlinux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A bzImage ({@code Documentation/arch/x86/boot.rst}): set-up code with the boot header, then the
 * protected-mode code, in which the compressed ELF file lies.
 */
final class BootImage {
  private static final int SETUP_SECTS = 0x1f1;
  private static final int HEADER_MAGIC = 0x202;
  private static final int VERSION = 0x206;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int HEADER_END = 0x250;
  private static final int SECTOR = 512;

  /** The first boot protocol that tells where the payload is. */
  private static final int PAYLOAD_PROTOCOL = 0x208;

  private BootImage() {}

  /** The ELF file in {@code file}, which is a bzImage or already an ELF file. */
  static byte[] unpack(byte[] file) throws IOException {
    if (ElfImage.isElf(file)) {
      return file;
    }
    byte[] payload = payload(file);
    byte[] elf = Payload.decompress(payload);
    if (!ElfImage.isElf(elf)) {
      throw new ImageFormatException("the payload is no ELF file");
    }
    return elf;
  }

  private static byte[] payload(byte[] file) throws ImageFormatException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER_END || header.getInt(HEADER_MAGIC) != 0x53726448) {
      throw new ImageFormatException("neither a bzImage nor an ELF file");
    }
    int version = Short.toUnsignedInt(header.getShort(VERSION));
    if (version < PAYLOAD_PROTOCOL) {
      throw new ImageFormatException("boot protocol %#x is too old".formatted(version));
    }
    int sectors = Byte.toUnsignedInt(header.get(SETUP_SECTS));
    long start = ((sectors == 0 ? 4 : sectors) + 1L) * SECTOR;
    start += Integer.toUnsignedLong(header.getInt(PAYLOAD_OFFSET));
    long end = start + Integer.toUnsignedLong(header.getInt(PAYLOAD_LENGTH));
    if (end > file.length) {
      throw new ImageFormatException("the file is cut off: the payload ends at " + end);
    }
    return Arrays.copyOfRange(file, (int) start, (int) end);
  }
}
