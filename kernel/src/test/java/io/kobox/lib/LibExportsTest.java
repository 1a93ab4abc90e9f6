package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small files of lib/: sorting, options, checksums, uuids, hashes. */
class LibExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final TestContext test = new TestContext();

  @Test
  void sortsArraysAndSearchesThem() {
    GuestFunctions compare =
        (function, arguments) ->
            Integer.compare(memory.getInt(arguments[0]), memory.getInt(arguments[1]));
    SortExports sort = new SortExports(memory, test.layouts, compare);
    int count = 1000;
    long array = memory.space(4 * count);
    int value = 1;
    for (int i = 0; i < count; i++) {
      value = value * 725861 % 6599;
      memory.putInt(array + 4L * i, value);
    }
    sort.sort(array, count, 4, 1, 0);
    for (int i = 1; i < count; i++) {
      assertTrue(memory.getInt(array + 4L * i - 4) <= memory.getInt(array + 4L * i), "at " + i);
    }
    int wanted = memory.getInt(array + 4 * 777);
    long key = memory.longs(wanted);
    assertEquals(wanted, memory.getInt(sort.bsearch(key, array, count, 4, 1)));
    memory.putInt(key, 10000);
    assertEquals(0, sort.bsearch(key, array, count, 4, 1));
  }

  @Test
  void sortsListsStably() {
    int count = 514;
    GuestFunctions compare =
        (function, arguments) ->
            memory.getLong(arguments[1] + 16) - memory.getLong(arguments[2] + 16);
    SortExports sort = new SortExports(memory, test.layouts, compare);
    long head = memory.space(16);
    long previous = head;
    int value = 1;
    for (int i = 0; i < count; i++) {
      value = value * 725861 % 6599;
      long node = memory.longs(0, previous, value / 3, i);
      memory.putLong(previous, node);
      previous = node;
    }
    memory.putLong(previous, head);
    memory.putLong(head + 8, previous);
    sort.list_sort(0, head, 1);
    int seen = 1;
    for (long node = memory.getLong(head); memory.getLong(node) != head; seen++) {
      long next = memory.getLong(node);
      assertEquals(node, memory.getLong(next + 8));
      long difference = memory.getLong(next + 16) - memory.getLong(node + 16);
      boolean inOrder = memory.getLong(next + 24) > memory.getLong(node + 24);
      assertTrue(difference > 0 || (difference == 0 && inOrder));
      node = next;
    }
    assertEquals(count, seen);
  }

  @Test
  void readsOptions() {
    CmdlineExports cmdline = new CmdlineExports(memory, new SscanfExports(memory));
    long text = memory.string("1,-5-3x");
    long at = memory.longs(text);
    long value = memory.longs(0);
    assertEquals(2, cmdline.get_option(at, value));
    assertEquals(1, memory.getInt(value));
    assertEquals(3, cmdline.get_option(at, value));
    assertEquals(-5, memory.getInt(value));
    assertEquals(text + 4, memory.getLong(at));
    long ints = memory.space(64);
    long ranges = memory.string("1,4-7,9");
    assertEquals(ranges + 7, cmdline.get_options(ranges, 16, ints));
    int[] expected = {6, 1, 4, 5, 6, 7, 9};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], memory.getInt(ints + 4L * i));
    }
    long size = memory.string("16M,");
    assertEquals(16 << 20, cmdline.memparse(size, at));
    assertEquals(size + 3, memory.getLong(at));
  }

  @Test
  void matchesTokens() {
    ParserExports parser =
        new ParserExports(memory, test.layouts, (n, gfp) -> memory.space((int) n));
    long table =
        memory.longs(
            1, memory.string("uid=%u"), 2, memory.string("name=%s"), 3, memory.string("ro"), 9, 0);
    long args = memory.space(48);
    assertEquals(1, parser.match_token(memory.string("uid=42"), table, args));
    long result = memory.longs(0);
    assertEquals(0, parser.match_int(args, result));
    assertEquals(42, memory.getInt(result));
    assertEquals(9, parser.match_token(memory.string("uid=42x"), table, args));
    assertEquals(2, parser.match_token(memory.string("name=abc"), table, args));
    assertEquals("abc", memory.string(parser.match_strdup(args)));
    assertEquals(-22, parser.match_int(args, result));
    assertEquals(3, parser.match_token(memory.string("ro"), table, args));
    assertEquals(9, parser.match_token(memory.string("rw"), table, args));
    assertTrue(parser.match_wildcard("a*b?", "axxbc"));
    assertFalse(parser.match_wildcard("a*b?", "axxb"));
  }

  @Test
  void checksums() {
    CrcExports crc = new CrcExports(memory);
    // The check values of the CRC catalogue for "123456789"
    long data = memory.string("123456789");
    assertEquals(0xcbf43926, ~crc.crc32_le(-1, data, 9));
    assertEquals(0xe3069283, ~crc.__crc32c_le(-1, data, 9));
    assertEquals(0x0376e6e7, crc.crc32_be(-1, data, 9));
    assertEquals(0xbb3d, crc.crc16(0, data, 9));
    assertEquals(0x6f91, crc.crc_ccitt(0xffff, data, 9));
    assertEquals(0x29b1, crc.crc_itu_t(0xffff, data, 9));
    long table = memory.space(256);
    crc.crc8_populate_msb(table, 7);
    assertEquals(0xf4, crc.crc8(table, data, 9, 0));
    long words = memory.space(512);
    crc.crc16_table(words);
    assertEquals((short) 0xc0c1, memory.getShort(words + 2));
  }

  @Test
  void numbers() {
    MathExports math = new MathExports();
    assertEquals(6, math.gcd(54, 24));
    assertEquals(0, math.gcd(0, 0));
    assertEquals(216, math.lcm(54, 24));
    assertEquals(7, math.lcm_not_zero(7, 0));
    assertEquals(0xffffffffL, math.int_sqrt(-1));
    assertEquals(0xfffffffeL, math.int_sqrt(0xfffffffe00000000L));
    assertEquals(3, math.int_sqrt(15));
    assertEquals(1024, math.int_pow(2, 10));
  }

  /** The kernel's own cases (lib/math/rational-test.c). */
  @ParameterizedTest
  @CsvSource({
    "1230, 10, 100, 20, 100, 1",
    "34567, 100, 120, 20, 120, 1",
    "1, 30, 100, 10, 0, 1",
    "1, 19, 100, 10, 1, 10",
    "27, 32, 16, 16, 11, 13",
    "1155, 7735, 255, 255, 33, 221",
    "87, 32, 70, 32, 68, 25",
    "14533, 4626, 15000, 2400, 7433, 2366"
  })
  void bestRational(long n, long d, long mostN, long mostD, long bestN, long bestD) {
    long numerator = memory.longs(0);
    long denominator = memory.longs(0);
    new RationalExports(memory)
        .rational_best_approximation(n, d, mostN, mostD, numerator, denominator);
    assertEquals(bestN, memory.getLong(numerator));
    assertEquals(bestD, memory.getLong(denominator));
  }

  @Test
  void uuids() {
    UuidExports uuids = new UuidExports(memory, () -> -1);
    long text = memory.string("c33f4995-3701-450e-9fbf-206a2e98e576");
    long uuid = memory.space(16);
    assertEquals(0, uuids.uuid_parse(text, uuid));
    assertEquals((byte) 0xc3, memory.getByte(uuid));
    assertEquals(0, uuids.guid_parse(text, uuid));
    assertEquals((byte) 0x95, memory.getByte(uuid));
    assertEquals(
        -22, uuids.uuid_parse(memory.string("c33f4995-3701-450e-9fbf206a2e98e576 "), uuid));
    assertEquals(
        -22, uuids.uuid_parse(memory.string("64b4371c-77c1-48f9-8221-29f054XX023b"), uuid));
    uuids.generate_random_uuid(uuid);
    assertEquals(0x4f, memory.getByte(uuid + 6));
    assertEquals((byte) 0xbf, memory.getByte(uuid + 8));
  }

  @Test
  void hashes() {
    // lib/test_siphash.c: key 000102…0f, input 0001020304050607
    long key = memory.longs(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    SiphashExports siphash = new SiphashExports(memory);
    assertEquals(0x93f5f5799a932462L, siphash.siphash_1u64(0x0706050403020100L, key));
    assertEquals(
        0x3f2acc7f57c29bdbL, siphash.siphash_2u64(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, key));
    assertEquals(0xcf2794e0277187b7L, siphash.siphash_1u32(0x03020100, key));
  }

  @Test
  void characterClasses() {
    long table = memory.space(256);
    new CtypeExports(memory)._ctype(table);
    String sample = "\000\t A a G 9 ! \177\240\301\367";
    int[] expected = {0x08, 0x28, 0xa0, 0x41, 0xa0, 0x42, 0xa0, 0x01, 0xa0, 0x04, 0xa0, 0x10};
    byte[] bytes = sample.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], memory.getByte(table + (bytes[i] & 0xff)) & 0xff);
    }
    assertEquals(0x10, memory.getByte(table + 0xf7));
  }
}
