package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expectations read off lib/kstrtox.c; not recorded on a real kernel. */
class KstrtoxExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final KstrtoxExports kstrtox = new KstrtoxExports(memory);
  private final long result = memory.longs(0);

  private String outcome(int error) {
    return error == 0 ? Long.toString(memory.getLong(result)) : "error " + error;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "0,10,0",
        "1,10,1",
        "+128,10,128",
        "0xff,0,255",
        "0377,0,255",
        "ff,16,255",
        "0xff,16,255",
        "18446744073709551615,10,-1",
        "18446744073709551616,10,error -34",
        "\"12\n\",0,12",
        "\"12\n\n\",0,error -22",
        "\"\",0,error -22",
        "-1,0,error -22",
        "+-1,0,error -22",
        "0x,16,error -22",
        "12x,10,error -22",
        "\" 1\",10,error -22",
        "08,0,error -22",
        "01777777777777777777777,8,-1",
        "02000000000000000000000,8,error -34"
      })
  void unsigned(String text, int base, String expected) {
    assertEquals(expected, outcome(kstrtox.kstrtoull(memory.string(text), base, result)));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,10,-1",
    "+1,10,1",
    "-9223372036854775808,10,-9223372036854775808",
    "9223372036854775807,0,9223372036854775807",
    "9223372036854775808,10,error -34",
    "-9223372036854775809,10,error -34",
    "-0x80,0,-128",
    "--1,10,error -22",
    "-+1,10,error -22"
  })
  void signed(String text, int base, String expected) {
    assertEquals(expected, outcome(kstrtox.kstrtoll(memory.string(text), base, result)));
  }

  @Test
  void narrowTypesHaveTheirRange() {
    assertEquals(0, kstrtox.kstrtou8(memory.string("255"), 10, result));
    assertEquals(255, memory.getLong(result));
    assertEquals(-34, kstrtox.kstrtou8(memory.string("256"), 10, result));
    assertEquals(0, kstrtox.kstrtos8(memory.string("-128"), 10, result));
    assertEquals(-34, kstrtox.kstrtos8(memory.string("128"), 10, result));
    assertEquals(-34, kstrtox.kstrtos16(memory.string("-32769"), 10, result));
    assertEquals(-34, kstrtox.kstrtou16(memory.string("65536"), 10, result));
    assertEquals(-34, kstrtox.kstrtoint(memory.string("2147483648"), 10, result));
    assertEquals(0, kstrtox.kstrtouint(memory.string("4294967295"), 10, result));
    assertEquals(-34, kstrtox.kstrtouint(memory.string("4294967296"), 10, result));
  }

  @ParameterizedTest
  @CsvSource({"y,1", "Nope,0", "1,1", "0,0", "on,1", "OFF,0", "true,1", "o,-22", "2,-22"})
  void booleans(String text, int expected) {
    int error = kstrtox.kstrtobool(memory.string(text), result);
    assertEquals(expected, error == 0 ? memory.getByte(result) : error);
  }

  @Test
  void readsFromUsers() {
    assertEquals(0, kstrtox.kstrtoint_from_user(memory.string("42\n"), 3, 10, result));
    assertEquals(42, memory.getInt(result));
    assertEquals(0, kstrtox.kstrtoint_from_user(memory.string("429"), 2, 10, result));
    assertEquals(42, memory.getInt(result));
    assertEquals(-14, kstrtox.kstrtoint_from_user(0x1000, 2, 10, result));
    assertEquals(0, kstrtox.kstrtobool_from_user(memory.string("n\n"), 2, result));
  }
}
