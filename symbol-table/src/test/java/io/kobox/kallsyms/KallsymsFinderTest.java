package io.kobox.kallsyms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables written as scripts/kallsyms.c of several kernels writes them, with one token a byte. */
final class KallsymsFinderTest {
  private static final int COUNT = 1500;
  private static final int PER_CPU = 10;
  private static final long RODATA = 0xffffffff82000000L;
  private static final long START = 0xffffffff81000000L;
  private static final long END = 0xffffffff83000000L;

  /** The orders and encodings of the addresses. */
  enum Layout {
    OLD_ABSOLUTE,
    OLD_RELATIVE,
    OLD_PER_CPU,
    OLD_PER_CPU_WITH_SEQUENCES,
    NEW_RELATIVE,
    NEW_PER_CPU,
    NEW_PLACE_RELATIVE;

    boolean isOld() {
      return name().startsWith("OLD");
    }

    boolean perCpu() {
      return name().contains("PER_CPU");
    }

    int alignment() {
      return this == NEW_PLACE_RELATIVE ? 4 : 8;
    }
  }

  private final ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

  private static long address(Layout layout, int index) {
    return layout.perCpu() && index < PER_CPU ? index * 64L : START + 16L * (index / 2);
  }

  private static String name(int index) {
    return "tsymbol_" + index + (index % 100 == 0 ? "_long".repeat(30) : "");
  }

  private void align(Layout layout) {
    while (out.position() % layout.alignment() != 0) {
      out.put((byte) 0);
    }
  }

  private void putAddresses(Layout layout) {
    align(layout);
    for (int i = 0; i < COUNT; i++) {
      long address = address(layout, i);
      if (layout == Layout.OLD_ABSOLUTE) {
        out.putLong(address);
      } else if (layout == Layout.NEW_PLACE_RELATIVE) {
        out.putInt((int) (address - (RODATA + out.position())));
      } else if (layout.perCpu()) {
        out.putInt((int) (i < PER_CPU ? address : START - 1 - address));
      } else {
        out.putInt((int) (address - START));
      }
    }
    align(layout);
    if (layout != Layout.OLD_ABSOLUTE && layout != Layout.NEW_PLACE_RELATIVE) {
      out.putLong(START);
    }
  }

  private void putNames(Layout layout) {
    align(layout);
    out.putInt(COUNT);
    align(layout);
    int names = out.position();
    int[] markers = new int[(COUNT + 255) / 256];
    for (int i = 0; i < COUNT; i++) {
      if (i % 256 == 0) {
        markers[i / 256] = out.position() - names;
      }
      int length = name(i).length();
      if (length >= 0x80) {
        out.put((byte) ((length & 0x7f) | 0x80)).put((byte) (length >> 7));
      } else {
        out.put((byte) length);
      }
      name(i).chars().forEach(character -> out.put((byte) character));
    }
    align(layout);
    for (int marker : markers) {
      out.putInt(marker);
    }
    if (layout == Layout.OLD_PER_CPU_WITH_SEQUENCES) {
      align(layout);
      out.put(new byte[COUNT * 3]);
    }
    align(layout);
    int table = out.position();
    int[] index = new int[256];
    for (int token = 0; token < 256; token++) {
      index[token] = out.position() - table;
      if (token != 0) {
        out.put((byte) token);
      }
      out.put((byte) 0);
    }
    align(layout);
    for (int offset : index) {
      out.putShort((short) offset);
    }
  }

  private ByteBuffer rodata(Layout layout) {
    out.put(new byte[1000]);
    if (layout.isOld()) {
      putAddresses(layout);
      putNames(layout);
    } else {
      putNames(layout);
      putAddresses(layout);
    }
    out.put(new byte[1000]);
    return ByteBuffer.wrap(Arrays.copyOf(out.array(), out.position()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @EnumSource
  void findsTheTables(Layout layout) {
    Kallsyms kallsyms =
        Objects.requireNonNull(KallsymsFinder.find(rodata(layout), RODATA, START, END));
    assertEquals(COUNT, kallsyms.size());
    for (int i = 0; i < COUNT; i++) {
      assertEquals(
          new Kallsyms.Symbol(address(layout, i), 't', name(i).substring(1)), kallsyms.symbol(i));
    }
    assertEquals(kallsyms.symbol(777), kallsyms.find("symbol_777"));
    assertNull(kallsyms.find("symbol_x"));
    assertEquals(
        new Kallsyms.Location(kallsyms.symbol(100), 5, 16),
        kallsyms.locate(address(layout, 101) + 5));
  }

  @Test
  void findsNothingWhereNothingIs() {
    ByteBuffer cut = rodata(Layout.NEW_RELATIVE);
    ByteBuffer half = cut.slice(0, cut.limit() / 2).order(ByteOrder.LITTLE_ENDIAN);
    assertNull(KallsymsFinder.find(half, RODATA, START, END));
    assertNull(KallsymsFinder.find(ByteBuffer.allocate(100), RODATA, START, END));
  }
}
