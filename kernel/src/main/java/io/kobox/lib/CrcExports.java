package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/** lib/crc16.c, crc32.c, crc-ccitt.c, crc-itu-t.c, crc8.c. */
@Leaf
public final class CrcExports {
  private static final int CRC32_LE = 0xedb88320;
  private static final int CRC32C_LE = 0x82f63b78;
  private static final int CRC32_BE = 0x04c11db7;
  private static final int CRC16 = 0xa001;
  private static final int CRC_CCITT = 0x8408;
  private static final int CRC_ITU_T = 0x1021;

  private final GuestMemory memory;

  public CrcExports(GuestMemory memory) {
    this.memory = memory;
  }

  // u32 crc32_le(u32 crc, const unsigned char *p, size_t len)
  @KernelExport
  public int crc32_le(int crc, long p, long len) {
    return reflected(crc, p, len, CRC32_LE);
  }

  // u32 __crc32c_le(u32 crc, const unsigned char *p, size_t len)
  @KernelExport(aliases = "crc32c")
  public int __crc32c_le(int crc, long p, long len) {
    return reflected(crc, p, len, CRC32C_LE);
  }

  // u32 crc32_be(u32 crc, const unsigned char *p, size_t len)
  @KernelExport
  public int crc32_be(int crc, long p, long len) {
    int value = crc;
    for (long i = 0; i < len; i++) {
      value ^= octet(p + i) << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ (value < 0 ? CRC32_BE : 0);
      }
    }
    return value;
  }

  // u16 crc16(u16 crc, const u8 *buffer, size_t len)
  @KernelExport
  public int crc16(int crc, long buffer, long len) {
    return reflected(crc & 0xffff, buffer, len, CRC16);
  }

  // u16 crc_ccitt(u16 crc, const u8 *buffer, size_t len)
  @KernelExport
  public int crc_ccitt(int crc, long buffer, long len) {
    return reflected(crc & 0xffff, buffer, len, CRC_CCITT);
  }

  // u16 crc_itu_t(u16 crc, const u8 *buffer, size_t len)
  @KernelExport(aliases = "crc_ccitt_false")
  public int crc_itu_t(int crc, long buffer, long len) {
    int value = crc & 0xffff;
    for (long i = 0; i < len; i++) {
      value = shift16(value ^ octet(buffer + i) << 8, CRC_ITU_T);
    }
    return value;
  }

  // const u16 crc16_table[256]
  @KernelData(type = "u16", count = 256)
  public void crc16_table(long address) {
    reflectedTable(address, CRC16);
  }

  // const u16 crc_ccitt_table[256]
  @KernelData(type = "u16", count = 256)
  public void crc_ccitt_table(long address) {
    reflectedTable(address, CRC_CCITT);
  }

  // const u16 crc_itu_t_table[256]
  @KernelData(type = "u16", count = 256)
  public void crc_itu_t_table(long address) {
    for (int i = 0; i < 256; i++) {
      memory.putShort(address + 2L * i, (short) shift16(i << 8, CRC_ITU_T));
    }
  }

  // void crc8_populate_msb(u8 table[256], u8 polynomial)
  @KernelExport
  public void crc8_populate_msb(long table, int polynomial) {
    for (int i = 0; i < 256; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ ((value & 0x80) != 0 ? polynomial & 0xff : 0);
        value &= 0xff;
      }
      memory.putByte(table + i, (byte) value);
    }
  }

  // void crc8_populate_lsb(u8 table[256], u8 polynomial)
  @KernelExport
  public void crc8_populate_lsb(long table, int polynomial) {
    for (int i = 0; i < 256; i++) {
      memory.putByte(table + i, (byte) shiftOut(i, polynomial & 0xff));
    }
  }

  // u8 crc8(const u8 table[256], const u8 *pdata, size_t nbytes, u8 crc)
  @KernelExport
  public int crc8(long table, long pdata, long nbytes, int crc) {
    int value = crc & 0xff;
    for (long i = 0; i < nbytes; i++) {
      value = octet(table + (value ^ octet(pdata + i)));
    }
    return value;
  }

  private void reflectedTable(long address, int polynomial) {
    for (int i = 0; i < 256; i++) {
      memory.putShort(address + 2L * i, (short) shiftOut(i, polynomial));
    }
  }

  private int reflected(int crc, long p, long len, int polynomial) {
    int value = crc;
    for (long i = 0; i < len; i++) {
      value = shiftOut(value ^ octet(p + i), polynomial);
    }
    return value;
  }

  /** Eight steps of a register whose lowest bit leaves first. */
  private static int shiftOut(int register, int polynomial) {
    int value = register;
    for (int bit = 0; bit < 8; bit++) {
      value = value >>> 1 ^ ((value & 1) != 0 ? polynomial : 0);
    }
    return value;
  }

  /** Eight steps of a 16-bit register whose highest bit leaves first. */
  private static int shift16(int register, int polynomial) {
    int value = register;
    for (int bit = 0; bit < 8; bit++) {
      value = (value << 1 ^ ((value & 0x8000) != 0 ? polynomial : 0)) & 0xffff;
    }
    return value;
  }

  private int octet(long address) {
    return memory.getByte(address) & 0xff;
  }
}
