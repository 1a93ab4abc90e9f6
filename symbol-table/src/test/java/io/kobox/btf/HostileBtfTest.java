package io.kobox.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small sections made by hand: split BTF, all that a file may get wrong, and loops. */
final class HostileBtfTest {
  static byte[] section(String strings, int... words) {
    byte[] text = strings.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out =
        ByteBuffer.allocate(24 + words.length * 4 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    out.putInt(0).putInt(words.length * 4).putInt(words.length * 4).putInt(text.length);
    for (int word : words) {
      out.putInt(word);
    }
    return out.put(text).array();
  }

  private static int info(int kind, int elements) {
    return kind << 24 | elements;
  }

  /** 1: int; 2: struct s { int x; }; 3: typedef t; 4: function f; 5: its prototype; 6: enum. */
  private static byte[] kernel() {
    return section(
        "\0int\0s\0x\0t\0f\0E\0",
        1,
        info(1, 0),
        4,
        0x01000020,
        5,
        info(4, 1),
        4,
        7,
        1,
        0,
        9,
        info(8, 0),
        2,
        11,
        info(12, 1),
        5,
        0,
        info(13, 1),
        1,
        7,
        3,
        0,
        info(6, 1),
        4,
        13,
        42);
  }

  @Test
  void splitTypesContinueTheKernels() throws BtfException {
    Btf base = Btf.parse(kernel());
    assertEquals(7, base.endId());
    // string offsets from 15 on are the module's own; "s" and "x" are the kernel's
    byte[] module =
        section(
            "mine\0F\0",
            15,
            info(4, 2),
            8,
            7,
            2,
            0,
            13,
            1,
            32,
            5,
            info(8, 0),
            7,
            0,
            info(6, 1),
            4,
            20,
            7);
    Btf split = base.split(module);
    assertEquals(7, split.firstId());
    assertEquals(10, split.endId());
    assertEquals(8, split.struct("mine").size());
    assertEquals(4, split.struct("mine").field("E").offset());
    assertEquals(0, split.struct("mine").field("x.x").offset());
    assertEquals(8, split.find(BtfKind.TYPEDEF, "s"));
    assertEquals(2, split.find(BtfKind.STRUCT, "s"));
    assertEquals(42, split.enumValue("E"));
    assertEquals(7, split.enumValue("F"));
    assertNull(base.findStruct("mine"));
  }

  @Test
  void tiersSplitLikewise() throws Exception {
    List<byte[]> parts = TieredTypes.split(kernel());
    Btf tiered = TieredTypes.read(parts.stream().map(part -> (TypePart) () -> part).toList());
    Btf plain = Btf.parse(kernel());
    for (int id = 0; id <= plain.endId(); id++) {
      assertEquals(plain.type(id), tiered.type(id));
      assertEquals(plain.kind(id), tiered.kind(id));
    }
    assertEquals(4, tiered.find(BtfKind.FUNCTION, "f"));
    assertNotNull(tiered.prototype("f"));
    Btf split = tiered.split(section("mine\0", 15, info(4, 1), 4, 7, 2, 0));
    assertEquals(0, split.struct("mine").field("x.x").offset());
  }

  @Test
  void refusesWhatIsCutOff() {
    byte[] whole = kernel();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(BtfException.class, () -> Btf.parse(cut));
    }
  }

  @Test
  void refusesUnknownKinds() {
    assertThrows(BtfException.class, () -> Btf.parse(section("\0", 0, info(20, 0), 0)));
    assertThrows(BtfException.class, () -> Btf.parse(section("\0", 0, info(0, 0), 0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void loopsEnd(int id) throws BtfException {
    // 1: typedef of itself; 2: array of itself; 3: struct of three of itself; 4: pointer to itself
    Btf types =
        Btf.parse(
            section(
                "\0a\0",
                1,
                info(8, 0),
                1,
                0,
                info(3, 0),
                0,
                2,
                1,
                1 << 30,
                1,
                info(4, 3),
                8,
                0,
                3,
                0,
                0,
                3,
                0,
                0,
                3,
                0,
                0,
                info(2, 0),
                4));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          types.sizeOf(id);
          types.resolve(id);
          CPrinter.declaration(types, id, "x");
          CPrinter.definition(types, id);
          assertNull(types.struct("a").findField("nothing"));
        });
  }

  @Test
  void changedBytesDoNoHarm() {
    Random random = new Random(1);
    byte[] whole = kernel();
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Btf types = Btf.parse(bytes);
        for (int id = 0; id < types.endId(); id++) {
          types.type(id);
          types.sizeOf(id);
          CPrinter.definition(types, id);
        }
        types.findStruct("s");
        types.prototype("f");
        read++;
      } catch (BtfException e) {
        assertNotNull(e.getMessage());
      }
    }
    Assertions.assertTrue(read > 100, "hardly any could be read: " + read);
  }
}
