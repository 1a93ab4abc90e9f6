package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expectations read off lib/vsprintf.c: vsscanf(); not recorded on a real kernel. */
class SscanfExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final SscanfExports sscanf = new SscanfExports(memory);
  private final long a = memory.longs(-1);
  private final long b = memory.longs(-1);
  private final long c = memory.longs(-1);

  private int scan(String input, String format) {
    return sscanf.sscanf(memory.string(input), format, memory.args(a, b, c));
  }

  @Test
  void numbers() {
    assertEquals(3, scan("12 -7 0x1f", "%d %d %i"));
    assertEquals(12, memory.getInt(a));
    assertEquals(-7, memory.getInt(b));
    assertEquals(31, memory.getInt(c));
    assertEquals(2, scan("deadbeefff,777", "%llx,%ho"));
    assertEquals(0xdeadbeefffL, memory.getLong(a));
    assertEquals(511, memory.getShort(b));
    assertEquals(1, scan("300", "%hhu"));
    assertEquals(44, memory.getByte(a));
    assertEquals(0, scan("x", "%d"));
    assertEquals(0, scan("", "%d"));
    assertEquals(0, scan("-", "%d"));
  }

  @Test
  void widthsSplitDigits() {
    assertEquals(3, scan("123456", "%2d%2d%2d"));
    assertEquals(12, memory.getInt(a));
    assertEquals(56, memory.getInt(c));
    assertEquals(2, scan("0xabcd", "%4i%x"));
    assertEquals(0xab, memory.getInt(a));
    assertEquals(0xcd, memory.getInt(b));
    assertEquals(0, scan("-1", "%1d"));
    // Too short for the prefix and a digit: zero
    assertEquals(1, scan("0x1", "%2i"));
    assertEquals(0, memory.getInt(a));
  }

  @Test
  void textsAndSets() {
    long buffer = memory.space(64);
    assertEquals(2, sscanf.sscanf(memory.string("  word 5"), "%s %d", memory.args(buffer, a)));
    assertEquals("word", memory.string(buffer));
    assertEquals(1, sscanf.sscanf(memory.string("00:0a"), "%2[^:]", memory.args(buffer)));
    assertEquals("00", memory.string(buffer));
    assertEquals(0, sscanf.sscanf(memory.string("x"), "%[x]", memory.args(buffer)));
    assertEquals(1, sscanf.sscanf(memory.string("abc"), "%2c", memory.args(buffer)));
    assertEquals(1, sscanf.sscanf(memory.string("skip 8"), "%*s %d", memory.args(a)));
    assertEquals(8, memory.getInt(a));
    assertEquals(1, sscanf.sscanf(memory.string("9%z"), "%d%%%n", memory.args(a, b)));
    assertEquals(2, memory.getInt(b));
  }

  @Test
  void laxConversions() {
    long text = memory.string("-0x1fz");
    assertEquals(-31, sscanf.simple_strtol(text, a, 0));
    assertEquals(text + 5, memory.getLong(a));
    assertEquals(0, sscanf.simple_strtoul(text, a, 10));
    assertEquals(text, memory.getLong(a));
  }
}
