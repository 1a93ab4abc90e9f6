package io.kobox.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.lib.ArrayMemory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what Debian's kernel 6.1 computes. */
class NameHashExportsTest {
  private static final long SALT = 0x1234567890abcdefL;

  private final ArrayMemory memory = new ArrayMemory();
  private final NameHashExports hashes = new NameHashExports(memory);

  @ParameterizedTest
  @CsvSource({
    "'', 00000000, 00000000d85cac7e",
    "a, 98d51a30, 00000001157eab19",
    "hello, c495851d, 00000005e885f927",
    "eight888, e661b6d4, 0000000895965401",
    "a name of 23 characters, dc9c868f, 00000017f120c977"
  })
  void asTheKernel(String text, String unsalted, String salted) {
    long name = memory.string(text);
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    long expected = Long.parseUnsignedLong(salted, 16);
    assertEquals(Integer.parseUnsignedInt(unsalted, 16), hashes.full_name_hash(0, name, length));
    assertEquals((int) expected, hashes.full_name_hash(SALT, name, length));
    assertEquals(expected, hashes.hashlen_string(SALT, name));
  }
}
