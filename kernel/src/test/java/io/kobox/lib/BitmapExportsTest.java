package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Parsing: cases of the kernel's own lib/test_bitmap.c; zdeadbeef was seen on the real kernel. The
 * rest is read off lib/bitmap.c and lib/find_bit.c.
 */
class BitmapExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final BitmapExports bitmaps =
      new BitmapExports(memory, (size, gfp) -> memory.space((int) size), address -> {});
  private final FindBitExports find = new FindBitExports(memory);

  private String list(long bitmap, int bits) {
    OutputBuffer out = new OutputBuffer(1000);
    BitmapText.list(out, memory, bitmap, bits);
    return out.text();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "0;8;1",
        "1;8;2",
        "0-15;32;ffff",
        "16-31;32;ffff0000",
        "0-31:1/2;32;55555555",
        "1-31:1/2;32;aaaaaaaa",
        "0-31:1/4;32;11111111",
        "1-31:1/4;32;22222222",
        "0-31:4/4;32;ffffffff",
        "1-31:4/4;32;fffffffe",
        "0-31:1/4,32-63:2/4;64;3333333311111111",
        "0-31:3/4,32-63:4/4;64;ffffffff77777777",
        "\"  ,,  0-31:3/4  ,, 32-63:4/4  ,,  \";64;ffffffff77777777",
        "\"\";8;0",
        "\" ,  ,,  , ,   \";8;0",
        "0-0:0/1;32;0",
        "0-0:31/31;32;1",
        "0-15:16/31;32;ffff",
        "15-31:1/31;32;8000",
        "N-N;32;80000000",
        "15-N:1/N;32;8000",
        "0-N:1/3,1-N:1/3,2-N:1/3;32;ffffffff",
        "1-10:8/12,8-31:24/29,0-31:0/3;32;fffffffe",
        "all;32;ffffffff",
        "\"0, 1, all,  \";32;ffffffff",
        "ALL:1/2;32;55555555",
        "al;8;-22",
        "alll;8;-22",
        "-1;8;-22",
        "-0;8;-22",
        "10-1;8;-22",
        "8-8;8;-34",
        "0-31;8;-34",
        "0-31:;32;-22",
        "0-31:0;32;-22",
        "0-31:0/;32;-22",
        "0-31:0/0;32;-22",
        "0-31:1/0;32;-22",
        "0-31:10/1;32;-22",
        "0-98765432123456789:10/1;8;-75",
        "a-31;8;-22",
        "0-a1;8;-22",
        "0-31:a/1;8;-22"
      })
  void parselist(String text, int bits, String expected) {
    long bitmap = memory.longs(-1, -1);
    int result = bitmaps.bitmap_parselist(text, bitmap, bits);
    if (expected.startsWith("-")) {
      assertEquals(Integer.parseInt(expected), result);
    } else {
      assertEquals(0, result);
      assertEquals(expected, Long.toHexString(memory.getLong(bitmap)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "\"\";32;0",
        "\" \";32;0",
        "0;32;0",
        "1;32;1",
        "deadbeef;32;deadbeef",
        "1,0;33;100000000",
        "\"deadbeef,1,0\";64;-75",
        "\"badf00d,deadbeef\";60;badf00ddeadbeef",
        "\" , badf00d, ,, ,,deadbeef , \";60;badf00ddeadbeef",
        "goodfood,deadbeef;128;-22",
        "3,0;33;-75",
        "123badf00d,deadbeef;128;-75",
        "badf00d,deadbeef;58;-75",
        "zdeadbeef;64;deadbeef"
      })
  void parse(String text, int bits, String expected) {
    long bitmap = memory.longs(0, 0, 0, 0);
    int result = bitmaps.bitmap_parse(memory.string(text), -1, bitmap, bits);
    if (expected.startsWith("-")) {
      assertEquals(Integer.parseInt(expected), result);
    } else {
      assertEquals(0, result);
      assertEquals(expected, Long.toHexString(memory.getLong(bitmap)));
    }
  }

  @Test
  void setAndClear() {
    long map = memory.space(128);
    bitmaps.__bitmap_set(map, 0, 9);
    assertEquals("0-8", list(map, 1024));
    bitmaps.__bitmap_set(map, 79, 19);
    assertEquals("0-8,79-97", list(map, 1024));
    bitmaps.__bitmap_set(map, 0, 1024);
    bitmaps.__bitmap_clear(map, 79, 19);
    assertEquals("0-78,98-1023", list(map, 1024));
    assertEquals(1005, bitmaps.__bitmap_weight(map, 1024));
  }

  @Test
  void findsBits() {
    long map = memory.longs(0, 0, 0);
    for (int bit : new int[] {10, 20, 30, 40, 50, 60, 80, 123}) {
      bitmaps.__bitmap_set(map, bit, 1);
    }
    assertEquals(10, find.__find_nth_bit(map, 192, 0));
    assertEquals(80, find.__find_nth_bit(map, 192, 6));
    assertEquals(123, find.__find_nth_bit(map, 192, 7));
    assertEquals(192, find.__find_nth_bit(map, 192, 8));
    assertEquals(191, find.__find_nth_bit(map, 191, 8));
    assertEquals(10, find._find_first_bit(map, 192));
    assertEquals(80, find._find_next_bit(map, 192, 61));
    assertEquals(0, find._find_first_zero_bit(map, 192));
    assertEquals(11, find._find_next_zero_bit(map, 192, 10));
    assertEquals(123, find._find_last_bit(map, 192));
    assertEquals(80, find._find_last_bit(map, 123));
    assertEquals(10, find._find_last_bit(map, 20));
    assertEquals(5, find._find_last_bit(map, 5));
  }

  @Test
  void combines() {
    long a = memory.longs(0xf0f0, -1);
    long b = memory.longs(0xff00, 0);
    long c = memory.longs(0, 0);
    assertTrue(bitmaps.__bitmap_and(c, a, b, 70));
    assertEquals("12-15", list(c, 128));
    bitmaps.__bitmap_or(c, a, b, 70);
    assertEquals("4-15,64-127", list(c, 128));
    assertTrue(bitmaps.__bitmap_andnot(c, a, b, 70));
    assertEquals("4-7,64-69", list(c, 128));
    assertFalse(bitmaps.__bitmap_equal(a, b, 70));
    assertTrue(bitmaps.__bitmap_intersects(a, b, 70));
    assertTrue(bitmaps.__bitmap_subset(c, a, 70));
    bitmaps.__bitmap_shift_left(c, b, 60, 128);
    assertEquals("68-75", list(c, 128));
    bitmaps.__bitmap_shift_right(c, c, 60, 128);
    assertEquals("8-15", list(c, 128));
    bitmaps.bitmap_cut(c, b, 9, 3, 128);
    assertEquals("8-12", list(c, 128));
  }

  @Test
  void findsFreeAreas() {
    long map = memory.longs(0xff0f, 0);
    assertEquals(4, bitmaps.bitmap_find_next_zero_area_off(map, 64, 0, 3, 0, 0));
    assertEquals(16, bitmaps.bitmap_find_next_zero_area_off(map, 64, 0, 5, 7, 0));
    assertEquals(76, bitmaps.bitmap_find_next_zero_area_off(map, 64, 0, 60, 0, 0));
  }

  @Test
  void convertsArraysOfWords() {
    long bitmap = memory.longs(-1, -1);
    bitmaps.bitmap_from_arr32(bitmap, memory.longs(0xffffffff_ffffffffL, -1), 70);
    assertEquals("0-69", list(bitmap, 128));
    long words = memory.longs(-1, -1);
    bitmaps.bitmap_to_arr32(words, bitmap, 70);
    assertEquals(0x3f, memory.getInt(words + 8));
    assertEquals(-1, memory.getInt(words + 12));
    long clump = memory.longs(0);
    long map = memory.longs(0x5a0000);
    assertEquals(16, find.find_next_clump8(clump, map, 64, 3));
    assertEquals(0x5a, memory.getLong(clump));
    assertEquals(64, find.find_next_clump8(clump, map, 64, 24));
  }

  @Test
  void printsPartsOfALine() {
    long buffer = memory.space(64);
    long map = memory.longs(0x8f);
    assertEquals(3, bitmaps.bitmap_print_list_to_buf(buffer, map, 64, 2, 3));
    assertEquals("3,7", memory.string(buffer));
    assertEquals(7, bitmaps.bitmap_print_list_to_buf(buffer, map, 64, 0, 100));
    assertEquals(19, bitmaps.bitmap_print_bitmask_to_buf(buffer, map, 64, 0, 100));
    assertEquals("00000000,0000008f\n", memory.string(buffer));
    assertEquals(0, bitmaps.bitmap_print_list_to_buf(buffer, map, 64, 7, 100));
  }

  @Test
  void printsALine() {
    long page = memory.space(8192) + 4095 & -4096L;
    assertEquals(6, bitmaps.bitmap_print_to_pagebuf(true, page, memory.longs(0x8f), 64));
    assertEquals("0-3,7\n", memory.string(page));
    assertEquals(18, bitmaps.bitmap_print_to_pagebuf(false, page, memory.longs(0x8f), 64));
    assertEquals("00000000,0000008f\n", memory.string(page));
  }
}
