package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The facts of the kernel's own lib/test_printf.c, of the recorded module printk_demo and of a
 * module run on the real kernel (oddFormats). Firmware nodes, symbol forms and nesting are read off
 * lib/vsprintf.c.
 */
class VsprintfTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final TestContext test = new TestContext();
  private final Vsprintf vsprintf = new Vsprintf(memory, test.context);
  private final VsprintfExports exports =
      new VsprintfExports(
          memory, vsprintf, (size, gfp) -> memory.space((int) size), test.context.warning());

  private static final long PTR_INVALID = 0xab;

  /** As the kernel's own __test(): with room, with less room, with none, and allocated. */
  private void test(String expected, String format, Object... args) {
    byte[] pad = "$".repeat(300).getBytes(StandardCharsets.ISO_8859_1);
    int length = expected.length();
    for (int size : new int[] {256, 1 + length / 2, length, 1, 0}) {
      if (size > 256) {
        continue;
      }
      long buffer = memory.data(pad);
      assertEquals(length, exports.snprintf(buffer + 16, size, format, memory.args(args)), format);
      String bytes = new String(memory.bytes(buffer, 300), StandardCharsets.ISO_8859_1);
      String written = size == 0 ? "" : expected.substring(0, Math.min(size - 1, length)) + "\0";
      assertEquals("$".repeat(16) + written + "$".repeat(284 - written.length()), bytes, format);
    }
    long allocated = exports.kasprintf(0, format, memory.args(args));
    assertEquals(
        expected + "\0",
        new String(memory.bytes(allocated, length + 1), StandardCharsets.ISO_8859_1));
  }

  @Test
  void basic() {
    test("", "");
    test("100%", "100%%");
    test("xxx%yyy", "xxx%cyyy", '%');
    test("xxx\0yyy", "xxx%cyyy", 0);
  }

  @Test
  void number() {
    test("0x1234abcd  ", "%#-12x", 0x1234abcd);
    test("  0x1234abcd", "%#12x", 0x1234abcd);
    test(
        "0|001| 12|+123| 1234|-123|-1234",
        "%d|%03d|%3d|%+d|% d|%+d|% d",
        0,
        1,
        12,
        123,
        1234,
        -123,
        -1234);
    test("0|1|1|128|255", "%hhu|%hhu|%hhu|%hhu|%hhu", 0, 1, 257, 128, -1);
    test("0|1|1|-128|-1", "%hhd|%hhd|%hhd|%hhd|%hhd", 0, 1, 257, 128, -1);
    test("2015122420151225", "%ho%ho%#ho", 1037, 5282, -11627);
    test("00|0|0|0|0", "%.2d|%.1d|%.0d|%.*d|%1.0d", 0, 0, 0, 0, 0, 0);
    test("0xfffffff0|0xf0|0xf0", "%#02x|%#02x|%#02x", -16, 0xf0, 0xf0);
    test("-5 5 7 ab AB 10 0xff 010", "%d %i %u %x %X %o %#x %#o", -5, 5, 7, 0xab, 0xab, 8, 255, 8);
    test(
        "[   42] [42   ] [00042] [+42] [ 42] [007] [     3] [3     ]",
        "[%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%*d] [%-*d]",
        42,
        42,
        42,
        42,
        42,
        7,
        6,
        3,
        6,
        3);
    test(
        "-1 -1 1 fedcba9876543210 3 -3 -7 -8 200",
        "%ld %lld %lu %llx %zu %zd %hd %hhd %hhu",
        -1,
        -1,
        1,
        0xfedcba9876543210L,
        3,
        -3,
        -7,
        -8,
        200);
    test("bool 1 ptrdiff 2", "bool %d ptrdiff %td", 1, 2);
  }

  @Test
  void string() {
    test("", "%s%.0s", "", "123");
    test("ABCD|abc|123", "%s|%.3s|%.*s", "ABCD", "abcdef", 3, "123456");
    test("1  |  2|3  |  4|5  ", "%-3s|%3s|%-*s|%*s|%*s", "1", "2", 3, "3", 3, "4", -3, "5");
    test("1234      ", "%-10.4s", "123456");
    test("      1234", "%10.4s", "123456");
    test("    ", "%4.*s", -5, "123456");
    test("123456", "%.s", "123456");
    test("a||", "%.s|%.0s|%.*s", "a", "b", 0, "c");
    test("a  |   |   ", "%-3.s|%-3.0s|%-3.*s", "a", "b", 0, "c");
    test(
        "[str] [     right] [left      ] [tr] [c] [%] [(null)]",
        "[%s] [%10s] [%-10s] [%.2s] [%c] [%%] [%s]", "str", "right", "left", "trunc", 'c', 0);
    test("(efault)|(efau", "%s|%.5s", 0xab, -5);
  }

  @Test
  void pointers() {
    test("0000000000000000", "%p", 0);
    test("0000000000000000", "%px", 0);
    test("(null)", "%pE", 0);
    test("fffffffffffffff5", "%p", -11);
    test("fffffffffffffff5", "%px", -11);
    test("(efault)", "%pE", -11);
    test("00000000000000ab", "%px", PTR_INVALID);
    test("(efault)", "%pE", PTR_INVALID);
    test(
        "px=ffff888012345678 small=0000000000000010",
        "px=%px small=%px",
        0xffff888012345678L,
        0x10);
    test(
        "NULL p=0000000000000000 px=0000000000000000 pK=0000000000000000",
        "NULL p=%p px=%px pK=%pK",
        0,
        0,
        0);
    String hashed = vsprintf.format(64, "%p", memory.args(0xffff0123456789abL));
    assertEquals(16, hashed.length());
    assertTrue(hashed.startsWith("00000000"), hashed);
    assertNotEquals(hashed, vsprintf.format(64, "%p", memory.args(0xffff0123456789acL)));
    test(hashed, "%pe", 0xffff0123456789abL);
    test(hashed, "%pK", 0xffff0123456789abL);
  }

  @Test
  void bytes() {
    long buf = memory.octets(0xc0, 0xff, 0xee);
    test("c0 ff ee|c0:ff:ee|c0-ff-ee|c0ffee", "%3ph|%3phC|%3phD|%3phN", buf, buf, buf, buf);
    test(
        "c0 ff ee|c0:ff:ee|c0-ff-ee|c0ffee",
        "%*ph|%*phC|%*phD|%*phN",
        3,
        buf,
        3,
        buf,
        3,
        buf,
        3,
        buf);
    long mac = memory.octets(0x2d, 0x48, 0xd6, 0xfc, 0x7a, 0x05);
    test("2d:48:d6:fc:7a:05", "%pM", mac);
    test("05:7a:fc:d6:48:2d", "%pMR", mac);
    test("2d-48-d6-fc-7a-05", "%pMF", mac);
    test("2d48d6fc7a05", "%pm", mac);
    test("057afcd6482d", "%pmR", mac);
    long uuid = memory.octets(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    test("00010203-0405-0607-0809-0a0b0c0d0e0f", "%pUb", uuid);
    test("00010203-0405-0607-0809-0A0B0C0D0E0F", "%pUB", uuid);
    test("03020100-0504-0706-0809-0a0b0c0d0e0f", "%pUl", uuid);
    test("03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUL", uuid);
    test("NV12 little-endian (0x3231564e)", "%p4cc", memory.longs(0x3231564eL));
    test("NV12 big-endian (0xb231564e)", "%p4cc", memory.longs(0xb231564eL));
    test(".... little-endian (0x10111213)", "%p4cc", memory.longs(0x10111213L));
    test("Y10  little-endian (0x20303159)", "%p4cc", memory.longs(0x20303159L));
    test("a\\nb\\001c", "%*pE", 5, memory.octets('a', '\n', 'b', 1, 'c'));
    test(
        "0x0000000000001000 0x0000000000001000",
        "%pa %pad",
        memory.longs(0x1000),
        memory.longs(0x1000));
    test("0x0000000000004000", "%pNF", memory.longs(0x4000));
  }

  @Test
  void addresses() {
    long ip4 = memory.octets(127, 0, 0, 1);
    test("127.000.000.001|127.0.0.1", "%pi4|%pI4", ip4, ip4);
    test("1.0.0.127|127.0.0.1", "%pI4h|%pI4n", ip4, ip4);
    long sa = memory.octets(2, 0, 0x30, 0x39, 1, 2, 3, 4);
    test("001.002.003.004:12345|1.2.3.4:12345", "%piSp|%pISp", sa, sa);
    long ip6 = memory.octets(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    test(
        "2001:0db8:0000:0000:0000:0000:0000:0001 20010db8000000000000000000000001 2001:db8::1",
        "%pI6 %pi6 %pI6c",
        ip6,
        ip6,
        ip6);
    test(
        "::ffff:1.2.3.4",
        "%pI6c",
        memory.octets(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4));
    test("1:0:2::3", "%pI6c", memory.octets(0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3));
    test("(einval) (%pI?)", "%pIS %pI5", memory.octets(9, 0), ip4);
  }

  @Test
  void bitmaps() {
    long bits = memory.longs(0);
    test("00000|00000", "%20pb|%*pb", bits, 20, bits);
    test("|", "%20pbl|%*pbl", bits, 20, bits);
    memory.putLong(bits, 0xa28ac);
    test("a28ac|a28ac", "%20pb|%*pb", bits, 20, bits);
    test("2-3,5,7,11,13,17,19|2-3,5,7,11,13,17,19", "%20pbl|%*pbl", bits, 20, bits);
    memory.putLong(bits, 0xfffff);
    test("fffff|fffff", "%20pb|%*pb", bits, 20, bits);
    test("0-19|0-19", "%20pbl|%*pbl", bits, 20, bits);
    long large = memory.space(1 << 13);
    for (int bit = 1; bit < 60015; bit = bit == 20 ? 60000 : bit + 1) {
      long address = large + bit / 8;
      memory.putByte(address, (byte) (memory.getByte(address) | 1 << bit % 8));
    }
    test("1-20,60000-60014", "%*pbl", 1 << 16, large);
  }

  @Test
  void dates() {
    long tm = memory.space(36);
    int[] fields = {43, 35, 5, 26, 10, 118};
    for (int i = 0; i < fields.length; i++) {
      memory.putInt(tm + 4L * i, fields[i]);
    }
    long t = memory.longs(1546615943);
    test("(%pt?)", "%pt", tm);
    test("2018-11-26T05:35:43", "%ptR", tm);
    test("0118-10-26T05:35:43", "%ptRr", tm);
    test("05:35:43|2018-11-26", "%ptRt|%ptRd", tm, tm);
    test("05:35:43|0118-10-26", "%ptRtr|%ptRdr", tm, tm);
    test("05:35:43|2018-11-26", "%ptRttr|%ptRdtr", tm, tm);
    test("05:35:43 tr|2018-11-26 tr", "%ptRt tr|%ptRd tr", tm, tm);
    test("2019-01-04T15:32:23", "%ptT", t);
    test("0119-00-04T15:32:23", "%ptTr", t);
    test("15:32:23|2019-01-04", "%ptTt|%ptTd", t, t);
    test("2019-01-04 15:32:23", "%ptTs", t);
    test("0119-00-04 15:32:23", "%ptTsr", t);
    test("15:32:23|0119-00-04", "%ptTtrs|%ptTdrs", t, t);
    test("1970-01-01T00:00:00|1969-12-31T23:59:59", "%ptT|%ptT", memory.longs(0), memory.longs(-1));
  }

  @Test
  void flags() {
    test("read|exec|mayread|maywrite|mayexec", "%pGv", memory.longs(0x75));
    test("GFP_TRANSHUGE", "%pGg", memory.longs(0x1c24ca));
    test("GFP_ATOMIC|GFP_DMA", "%pGg", memory.longs(0xa21));
    test("__GFP_ATOMIC", "%pGg", memory.longs(0x200));
    test("0xf8000000", "%pGg", memory.longs(0xf8000000L));
    test("__GFP_ATOMIC|0xf8000000", "%pGg", memory.longs(0xf8000200L));
    test("0x0(node=0|zone=0|lastcpupid=0x0)", "%pGp", memory.longs(0));
    test(
        "0x17ffffc008003c(uptodate|dirty|lru|active|swapbacked|node=0|zone=2|lastcpupid=0x1fffff)",
        "%pGp",
        memory.longs(0x17ffffc008003cL));
  }

  @Test
  void dentries() {
    String[] names = {"foo", "bravo", "alfa", "romeo"};
    long[] dentry = new long[4];
    for (int i = 0; i < 4; i++) {
      dentry[i] = memory.space(64);
      memory.putLong(dentry[i] + 24, dentry[Math.max(i - 1, 0)]);
      memory.putLong(dentry[i] + 40, memory.string(names[i]));
    }
    test("foo", "%pd", dentry[0]);
    test("foo", "%pd2", dentry[0]);
    test("(null)", "%pd", 0);
    test("(efault)", "%pd", PTR_INVALID);
    test("(null)", "%pD", 0);
    test("romeo", "%pd", dentry[3]);
    test("alfa/romeo", "%pd2", dentry[3]);
    test("bravo/alfa/romeo", "%pd3", dentry[3]);
    test("/bravo/alfa/romeo", "%pd4", dentry[3]);
    test("/bravo/alfa", "%pd4", dentry[2]);
    test("bravo/alfa  |bravo/alfa  ", "%-12pd2|%*pd2", dentry[2], -12, dentry[2]);
    test("  bravo/alfa|  bravo/alfa", "%12pd2|%*pd2", dentry[2], 12, dentry[2]);
    long file = memory.longs(0, 0, 0, dentry[3]);
    test("alfa/romeo", "%pD2", file);
  }

  @Test
  void errors() {
    test("-1234", "%pe", -1234);
    test("(-ENOTSOCK)", "(%pe)", -88);
    test("(-EAGAIN)", "(%pe)", -11);
    test("[-EIO    ]", "[%-8pe]", -5);
    test("[    -EIO]", "[%8pe]", -5);
    test("-EPROBE_DEFER", "%pe", -517);
    test("-ENOENT -ENOSTR", "%pe %pe", -2, -12345 % 4095);
  }

  @Test
  void resources() {
    long mem = memory.longs(0x1000, 0x1fff, 0, 0x200);
    test(
        "[mem 0x00001000-0x00001fff]|[mem 0x00001000-0x00001fff flags 0x200]", "%pR|%pr", mem, mem);
  }

  @Test
  void vaFormat() {
    long registers = memory.longs(0, 0, 0, 0, 3, memory.string("three"));
    long list = memory.longs(32L | 48L << 32, 0, registers);
    memory.putLong(list + 8, memory.longs(7));
    long format = memory.longs(memory.string("%d-%s-%d"), list);
    test("wrapped <3-three-7>", "wrapped <%pV>", format);
    assertEquals(32, memory.getInt(list));
  }

  /** Seen on the real kernel (6.1.0-56-amd64) with a module made for it. */
  @Test
  void oddFormats() {
    test(
        "[         0] [0                   ] [                1234] [    x] [-EN] [-ENOENT]",
        "[%10p] [%-20p] [%20px] [%05s] [%.3pe] [%5pe]",
        0,
        0,
        0x1234,
        "x",
        -2,
        -2);
    long buffer = memory.string("a 1 ");
    test(
        "[(%pf?)] [0000000000000000] [(%pOF?)] [(%pO?)] [(null)] [(%pN?)] [(%p4?)] [(%pG?)] [(%pI?)] [(%pA?)]",
        "[%pf] [%pF] [%pOF] [%pO] [%pfw] [%pN] [%p4x] [%pG] [%pI5] [%pA]",
        buffer,
        0,
        buffer,
        buffer,
        0,
        buffer,
        buffer,
        buffer,
        buffer,
        buffer);
    test("(null) [(n] [(efault)]", "%s [%.2s] [%s]", 0, 0, -5);
    test("x", "x%");
    test("0000-12-31T23:59:59", "%ptT", memory.longs(-62135596801L));
    test(
        "0x0 0 0XFF     5    +5 +5   | -0005 -5   |",
        "%#x %#o %#X % 5d %+5d %-+5d| %05d %-05d|",
        0,
        0,
        255,
        5,
        5,
        5,
        -5,
        -5);
    test(
        "0000000042      00042 00042     | +007 ffffffff",
        "%.10d %10.5d %-10.5d| %+.3d %x",
        42,
        42,
        42,
        7,
        -1);
    test("GFP_KERNEL|__GFP_ZERO", "%pGg", memory.longs(0xdc0));
    assertEquals(99, vsprintf.format(99, "[%*d]", memory.args(9000000, 1)).length());
    assertEquals("[abc]", vsprintf.format(99, "[%.*s]", memory.args(40000, "abc")));
    assertEquals("precision 40000 too large", test.warnings.getLast());
    assertTrue(test.warnings.contains("field width 9000000 too large"));
  }

  @Test
  void symbolForms() {
    test("SYMBOL@10 NO_OFFSET@10 BACKTRACE@10", "%pS %ps %pB", 16, 16, 16);
    test("SYMBOL_BUILD_ID@10 BACKTRACE_BUILD_ID@10 SYMBOL@10", "%pSb %pBb %pSR", 16, 16, 16);
  }

  @Test
  void unsupportedConversionsEndTheOutput() {
    test("a 1 ", "a %d %n %d", 1, 2, 3);
    assertEquals("Please remove unsupported %n in format string\n", test.warnings.getFirst());
    test("", "%Lf", 1);
    assertEquals("Please remove unsupported %f in format string\n", test.warnings.getLast());
  }

  @Test
  void firmwareNodes() {
    long operations = memory.longs(1, 2, 3);
    long root = memory.longs(0, operations);
    long child = memory.longs(0, operations);
    long separator = memory.string("/");
    long none = memory.string("");
    long first = memory.string("first");
    long second = memory.string("second");
    test.functions =
        (function, arguments) ->
            switch ((int) function) {
              case 1 -> arguments[0] == root ? first : second;
              case 2 -> arguments[0] == root ? none : separator;
              default -> arguments[0] == root ? 0 : root;
            };
    test("first/second|second|(%pf?)", "%pfw|%pfwP|%pf", child, child, child);
  }

  @Test
  void nestedFormatsAreBounded() {
    long list = memory.longs(0, 0, 0);
    long format = memory.space(16);
    memory.putLong(format, memory.string("x%pV"));
    memory.putLong(format + 8, list);
    memory.putLong(list + 16, memory.longs(format));
    assertEquals(List.of(), test.warnings);
    assertTrue(vsprintf.format(100, "%pV", memory.args(format)).startsWith("xxx"));
  }
}
