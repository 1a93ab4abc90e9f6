package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.machine.PageFaultException;
import org.junit.jupiter.api.Test;

/** lib/string.c and lib/string_helpers.c; with the facts of lib/test-string_helpers.c. */
class StringExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final StringExports strings = new StringExports(memory);
  private final StringHelpersExports helpers = new StringHelpersExports(memory, strings);

  @Test
  void copies() {
    long buffer = memory.data(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
    assertEquals(-7, strings.strscpy(buffer, memory.string("hello"), 4));
    assertEquals("hel", memory.string(buffer));
    assertEquals(2, strings.strscpy(buffer, memory.string("hi"), 4));
    assertArrayEquals(new byte[] {'h', 'i', 0, 0, 9}, memory.bytes(buffer, 5));
    assertEquals(5, strings.strlcpy(buffer, memory.string("hello"), 3));
    assertEquals("he", memory.string(buffer));
    strings.strncpy(buffer, memory.string("ab"), 6);
    assertArrayEquals(new byte[] {'a', 'b', 0, 0, 0, 0, 9}, memory.bytes(buffer, 7));
    strings.strcat(buffer, memory.string("cd"));
    strings.strncat(buffer, memory.string("efgh"), 2);
    assertEquals("abcdef", memory.string(buffer));
    assertEquals(8, strings.strlcat(buffer, memory.string("gh"), 8));
    assertEquals("abcdefg", memory.string(buffer));
    assertEquals(-7, strings.strscpy(buffer, buffer, 0));
    assertThrows(PageFaultException.class, () -> strings.strcpy(buffer, 0));
  }

  @Test
  void compares() {
    long a = memory.string("abc");
    long b = memory.string("abD");
    assertEquals(1, strings.strcmp(a, b));
    assertEquals(-1, strings.strcmp(b, a));
    assertEquals(0, strings.strncmp(a, b, 2));
    assertEquals(-1, strings.strcasecmp(a, b));
    assertEquals(0, strings.strncasecmp(a, memory.string("ABX"), 2));
    assertEquals('c' - 'D', strings.memcmp(a, b, 3));
    assertEquals(-1, strings.strcmp(a, memory.octets('a', 0xff, 0)));
  }

  @Test
  void searches() {
    long s = memory.string("hello world");
    assertEquals(s + 2, strings.strchr(s, 'l'));
    assertEquals(s + 9, strings.strrchr(s, 'l'));
    assertEquals(0, strings.strchr(s, 'x'));
    assertEquals(s + 11, strings.strchr(s, 0));
    assertEquals(s + 11, strings.strchrnul(s, 'x'));
    assertEquals(0, strings.strnchr(s, 2, 'l'));
    assertEquals(s + 6, strings.strstr(s, memory.string("wor")));
    assertEquals(0, strings.strnstr(s, memory.string("wor"), 8));
    assertEquals(s, strings.strstr(s, memory.string("")));
    assertEquals(4, strings.strspn(s, "leh"));
    assertEquals(4, strings.strcspn(s, "ow"));
    assertEquals(s + 4, strings.strpbrk(s, "ow"));
    assertEquals(s + 1, strings.memchr_inv(s, 'h', 11));
    assertEquals(0, strings.memchr_inv(s, 'h', 1));
    assertEquals(s + 5, strings.memscan(s, 'x', 5));
    assertEquals(0, strings.memchr(s, 'x', 5));
    assertEquals(3, strings.strnlen(s, 3));
  }

  @Test
  void splits() {
    long at = memory.longs(memory.string("a,,b"));
    assertEquals("a", memory.string(strings.strsep(at, ",")));
    assertEquals("", memory.string(strings.strsep(at, ",")));
    assertEquals("b", memory.string(strings.strsep(at, ",")));
    assertEquals(0, strings.strsep(at, ","));
  }

  @Test
  void trims() {
    assertEquals("x y", memory.string(helpers.strim(memory.string(" \tx y \n"))));
    assertEquals("", memory.string(helpers.strim(memory.string("  "))));
    long s = memory.string("a-b-c");
    assertEquals(s + 5, helpers.strreplace(s, '-', '_'));
    assertEquals("a_b_c", memory.string(s));
  }

  @Test
  void matches() {
    assertTrue(helpers.sysfs_streq("on\n", "on"));
    assertTrue(helpers.sysfs_streq("on", "on\n"));
    assertFalse(helpers.sysfs_streq("on\n\n", "on"));
    assertFalse(helpers.sysfs_streq("on", "of"));
    long array = memory.longs(memory.string("off"), memory.string("on"), 0);
    assertEquals(1, helpers.match_string(array, -1, "on"));
    assertEquals(-22, helpers.match_string(array, -1, "on\n"));
    assertEquals(1, helpers.__sysfs_match_string(array, 2, "on\n"));
    assertEquals(-22, helpers.__sysfs_match_string(array, 1, "on"));
  }

  private String size(long size, long block, int units) {
    long buffer = memory.space(32);
    helpers.string_get_size(size, block, units, buffer, 32);
    return memory.string(buffer);
  }

  @Test
  void sizes() {
    assertEquals("0 B|0 B", size(0, 512, 0) + "|" + size(0, 512, 1));
    assertEquals("512 B|512 B", size(1, 512, 0) + "|" + size(1, 512, 1));
    assertEquals("1.10 kB|1.07 KiB", size(1100, 1, 0) + "|" + size(1100, 1, 1));
    assertEquals("8.39 MB|8.00 MiB", size(16384, 512, 0) + "|" + size(16384, 512, 1));
    assertEquals("256 GB|238 GiB", size(500118192, 512, 0) + "|" + size(500118192, 512, 1));
    assertEquals("33.6 MB|32.0 MiB", size(8192, 4096, 0) + "|" + size(8192, 4096, 1));
    assertEquals("5.70 MB|5.44 MiB", size(3000, 1900, 0) + "|" + size(3000, 1900, 1));
    assertEquals("75.6 ZB|64.0 ZiB", size(-1, 4096, 0) + "|" + size(-1, 4096, 1));
    assertEquals("75.6 ZB|64.0 ZiB", size(4096, -1, 0) + "|" + size(4096, -1, 1));
  }

  private String unescaped(String text, int flags) {
    long buffer = memory.space(64);
    int length = helpers.string_unescape(memory.string(text), buffer, 0, flags);
    String result = memory.string(buffer);
    assertEquals(length, result.length());
    return result;
  }

  @Test
  void unescapes() {
    assertEquals("\f\\ \n\r\t\013", unescaped("\\f\\ \\n\\r\\t\\v", 1));
    assertEquals(
        " \001\00387\0064\005 \\8aH?7", unescaped("\\40\\1\\387\\0064\\05\\040\\8a\\110\\777", 2));
    assertEquals("\\xv\n,\ro2", unescaped("\\xv\\xa\\x2c\\xD\\x6f2", 4));
    assertEquals("\\h\\\"\007\033\\", unescaped("\\h\\\\\\\"\\a\\e\\", 8));
  }

  private String escaped(String text, int flags) {
    long buffer = memory.space(128);
    int length =
        helpers.string_escape_mem(memory.string(text), text.length(), buffer, 100, flags, 0);
    memory.putByte(buffer + length, (byte) 0);
    return memory.string(buffer);
  }

  @Test
  void escapes() {
    assertEquals("\\f\\ \\n\\r\\t\\v", escaped("\f\\ \n\r\t\013", 1));
    assertEquals("\\\\h\\\\\\\"\\a\\e\\\\", escaped("\\h\\\"\007\033\\", 2));
    assertEquals("\007 \033b\"\\220\\317\r", escaped("\007 \033b\"\220\317\r", 8 | 64));
  }
}
