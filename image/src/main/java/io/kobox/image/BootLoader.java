package io.kobox.image;

import io.kobox.pc.AcpiTables;
import io.kobox.pc.DmiTables;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Puts an uncompressed kernel, its command line and its first file system into a PC's memory and
 * points the CPU at the entry, as the 64-bit boot protocol asks (Documentation/x86/boot.rst,
 * zero-page.rst).
 */
final class BootLoader {
  /** Where the CPU's first page tables are: the first 4 GB, each address mapped to itself. */
  static final long PAGE_TABLES = 0x9000;

  private static final int BOOT_PARAMETERS = 0x10000;
  private static final int COMMAND_LINE = 0x20000;
  private static final int STACK = 0x8000;
  private static final int PAGE = 4096;
  private static final int INITRD_ALIGNMENT = 1 << 21;
  private static final long LOW_MEMORY = 0x9fc00;
  private static final long HIGH_MEMORY = 0x100000;

  /** What a PC's firmware keeps of the end of the memory. */
  private static final long FIRMWARE = 0x20000;

  private static final int RAM = 1;
  private static final int RESERVED = 2;
  private static final int LOADABLE = 1;

  /** {@code SHT_PROGBITS} and {@code SHF_EXECINSTR}. */
  private static final int SECTION_WITH_CONTENT = 1;

  private static final int SECTION_OF_CODE = 4;

  private BootLoader() {}

  static void load(Pc pc, byte[] image, byte[] initrd, String commandLine) {
    pc.load(PAGE_TABLES, pageTables());
    byte[] vmlinux = image.clone();
    ByteBuffer elf = ByteBuffer.wrap(vmlinux).order(ByteOrder.LITTLE_ENDIAN);
    prepareCode(elf);
    int headers = (int) elf.getLong(32);
    int size = elf.getShort(54);
    int count = elf.getShort(56);
    for (int i = 0; i < count; i++) {
      int header = headers + i * size;
      if (elf.getInt(header) == LOADABLE) {
        int offset = (int) elf.getLong(header + 8);
        byte[] segment =
            Arrays.copyOfRange(vmlinux, offset, offset + (int) elf.getLong(header + 32));
        pc.load(elf.getLong(header + 24), segment);
      }
    }
    long ramSize = pc.ram().byteSize();
    long initrdAt = (ramSize - FIRMWARE - initrd.length - PAGE) & -INITRD_ALIGNMENT;
    pc.load(initrdAt, initrd);
    long firmware = ramSize - FIRMWARE;
    pc.load(firmware, AcpiTables.at(firmware));
    pc.load(DmiTables.ADDRESS, DmiTables.bytes());
    pc.load(COMMAND_LINE, CString.of(commandLine));
    pc.load(BOOT_PARAMETERS, bootParameters(ramSize, initrdAt, initrd.length));
    pc.write(Register.RSI, BOOT_PARAMETERS);
    pc.write(Register.RSP, STACK);
    pc.write(Register.RFLAGS, 2);
    pc.write(Register.RIP, elf.getLong(24));
  }

  /** Has the PC prepare the sections that hold code. */
  private static void prepareCode(ByteBuffer elf) {
    int headers = (int) elf.getLong(40);
    int size = elf.getShort(58);
    int count = elf.getShort(60);
    for (int i = 0; i < count; i++) {
      int header = headers + i * size;
      if (elf.getInt(header + 4) == SECTION_WITH_CONTENT
          && (elf.getLong(header + 8) & SECTION_OF_CODE) != 0) {
        int offset = (int) elf.getLong(header + 24);
        byte[] code = new byte[(int) elf.getLong(header + 32)];
        elf.get(offset, code);
        Pc.prepareCode(code);
        elf.put(offset, code);
      }
    }
  }

  private static byte[] bootParameters(long ramSize, long initrd, int initrdSize) {
    ByteBuffer zeroPage = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    zeroPage.putShort(0x1fe, (short) 0xaa55);
    zeroPage.putInt(0x202, 'H' | 'd' << 8 | 'r' << 16 | 'S' << 24);
    zeroPage.putShort(0x206, (short) 0x20f);
    zeroPage.put(0x210, (byte) 0xff);
    zeroPage.put(0x211, (byte) 1);
    zeroPage.putInt(0x218, (int) initrd);
    zeroPage.putInt(0x21c, initrdSize);
    zeroPage.putInt(0x228, COMMAND_LINE);
    long firmware = ramSize - FIRMWARE;
    zeroPage.putLong(0x70, firmware);
    zeroPage.put(0x1e8, (byte) 3);
    zeroPage.putLong(0x2d0, 0).putLong(0x2d8, LOW_MEMORY).putInt(0x2e0, RAM);
    zeroPage.putLong(0x2e4, HIGH_MEMORY).putLong(0x2ec, firmware - HIGH_MEMORY).putInt(0x2f4, RAM);
    zeroPage.putLong(0x2f8, firmware).putLong(0x300, FIRMWARE).putInt(0x308, RESERVED);
    return zeroPage.array();
  }

  private static byte[] pageTables() {
    int directories = 4;
    int entries = PAGE / Long.BYTES;
    long presentWritable = 3;
    long large = 0x80;
    ByteBuffer tables =
        ByteBuffer.allocate((2 + directories) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    tables.putLong(0, PAGE_TABLES + PAGE | presentWritable);
    for (int i = 0; i < directories; i++) {
      long directory = PAGE_TABLES + (2L + i) * PAGE;
      tables.putLong(PAGE + i * Long.BYTES, directory | presentWritable);
      for (int j = 0; j < entries; j++) {
        long address = (long) i << 30 | (long) j << 21;
        tables.putLong((2 + i) * PAGE + j * Long.BYTES, address | presentWritable | large);
      }
    }
    return tables.array();
  }
}
