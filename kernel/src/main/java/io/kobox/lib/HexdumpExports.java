package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** lib/hexdump.c. */
public final class HexdumpExports {
  private static final int DUMP_PREFIX_ADDRESS = 1;
  private static final int DUMP_PREFIX_OFFSET = 2;
  private static final int EINVAL = 22;

  private final GuestMemory memory;
  private final Consumer<String> printk;
  private final SipHash pointerKey;

  public HexdumpExports(GuestMemory memory, Consumer<String> printk, SipHash pointerKey) {
    this.memory = memory;
    this.printk = printk;
    this.pointerKey = pointerKey;
  }

  // const char hex_asc[]
  @KernelData(type = "char", count = 17)
  public void hex_asc(long address) {
    memory.putString(address, "0123456789abcdef");
  }

  // const char hex_asc_upper[]
  @KernelData(type = "char", count = 17)
  public void hex_asc_upper(long address) {
    memory.putString(address, "0123456789ABCDEF");
  }

  // int hex_to_bin(unsigned char ch)
  @KernelExport
  public int hex_to_bin(int ch) {
    int c = ch & 0xff;
    return Ctype.isXdigit(c) ? Character.digit(c, 16) : -1;
  }

  // int hex2bin(u8 *dst, const char *src, size_t count)
  @KernelExport
  public int hex2bin(long dst, long src, long count) {
    for (long i = 0; i < count; i++) {
      int high = hex_to_bin(memory.getByte(src + 2 * i));
      if (high < 0) {
        return -EINVAL;
      }
      int low = hex_to_bin(memory.getByte(src + 2 * i + 1));
      if (low < 0) {
        return -EINVAL;
      }
      memory.putByte(dst + i, (byte) (high << 4 | low));
    }
    return 0;
  }

  // char *bin2hex(char *dst, const void *src, size_t count)
  @KernelExport
  public long bin2hex(long dst, long src, long count) {
    StringBuilder digits = new StringBuilder(2);
    for (long i = 0; i < count; i++) {
      digits.setLength(0);
      NumberFormat.hexByte(digits, memory.getByte(src + i));
      memory.putByte(dst + 2 * i, (byte) digits.charAt(0));
      memory.putByte(dst + 2 * i + 1, (byte) digits.charAt(1));
    }
    return dst + 2 * count;
  }

  // int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
  //                        char *linebuf, size_t linebuflen, bool ascii)
  @KernelExport
  public int hex_dump_to_buffer(
      long buf,
      long len,
      int rowsize,
      int groupsize,
      long linebuf,
      long linebuflen,
      boolean ascii) {
    int row = Hexdump.rowSize(rowsize);
    int length = Long.compareUnsigned(len, row) > 0 ? row : (int) len;
    int group = Hexdump.groupSize(length, groupsize);
    int groups = length / group;
    int whole = ascii ? Hexdump.asciiColumn(row, group) + length : (group * 2 + 1) * groups - 1;
    if (linebuflen == 0) {
      return whole;
    }
    String line = Hexdump.line(memory.bytes(buf, length), row, group, ascii);
    if (Long.compareUnsigned(line.length(), linebuflen) < 0) {
      memory.putString(linebuf, line);
      return line.length();
    }
    memory.putString(linebuf, line.substring(0, (int) linebuflen - 1));
    return whole;
  }

  // void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
  //                     int groupsize, const void *buf, size_t len, bool ascii)
  @KernelExport
  public void print_hex_dump(
      String level,
      String prefix_str,
      int prefix_type,
      int rowsize,
      int groupsize,
      long buf,
      long len,
      boolean ascii) {
    int row = Hexdump.rowSize(rowsize);
    for (long i = 0; i < len; i += row) {
      int length = (int) Math.min(row, len - i);
      int group = Hexdump.groupSize(length, groupsize);
      String line = Hexdump.line(memory.bytes(buf + i, length), row, group, ascii);
      String prefix =
          switch (prefix_type) {
            case DUMP_PREFIX_ADDRESS -> digits(pointerKey.hash(buf + i) & 0xffffffffL, 16) + ": ";
            case DUMP_PREFIX_OFFSET -> digits(i, 8) + ": ";
            default -> "";
          };
      printk.accept(level + prefix_str + prefix + line + "\n");
    }
  }

  private static String digits(long value, int count) {
    byte[] digits = new byte[count];
    for (int i = 0; i < count; i++) {
      digits[count - 1 - i] = (byte) Character.forDigit((int) (value >>> (4 * i)) & 15, 16);
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }
}
