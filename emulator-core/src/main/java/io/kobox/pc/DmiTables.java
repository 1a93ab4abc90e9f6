package io.kobox.pc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tables by which firmware tells what a machine is called (DMTF DSP0134, SMBIOS 2.8), here as
 * QEMU's plain PC has them.
 */
public final class DmiTables {
  /** Where firmware of that age keeps them; kernels search from here. */
  public static final long ADDRESS = 0xf0000;

  private static final int ENTRY_SIZE = 31;
  private static final int TABLES = 32;
  private static final int VERSION = 0x0802;
  private static final int BIOS = 0;
  private static final int SYSTEM = 1;
  private static final int CHASSIS = 3;
  private static final int END = 127;
  private static final String MACHINE = "pc-i440fx-7.2";

  private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
  private int count;
  private int longest;

  private DmiTables() {}

  /** The entry point and the tables, as they lie at {@link #ADDRESS}. */
  public static byte[] bytes() {
    DmiTables dmi = new DmiTables();
    dmi.add(BIOS, bios(), List.of("SeaBIOS", "1.16.2-debian-1.16.2-1", "04/01/2014"));
    dmi.add(
        SYSTEM,
        new byte[] {1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0},
        List.of("QEMU", "Standard PC (i440FX + PIIX, 1996)", MACHINE));
    dmi.add(
        CHASSIS,
        new byte[] {1, 1, 2, 0, 0, 3, 3, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0},
        List.of("QEMU", MACHINE));
    dmi.add(END, new byte[0], List.of());
    return dmi.withEntryPoint();
  }

  private static byte[] bios() {
    ByteBuffer body = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    body.put((byte) 1).put((byte) 2).putShort((short) 0xe800).put((byte) 3).put((byte) 0);
    body.putLong(8).putShort((short) 0x1400).putInt(0);
    return body.array();
  }

  private void add(int type, byte[] body, List<String> strings) {
    int start = tables.size();
    tables.write(type);
    tables.write(4 + body.length);
    tables.write(count);
    tables.write(1);
    tables.writeBytes(body);
    for (String string : strings) {
      tables.writeBytes((string + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    tables.write(0);
    if (strings.isEmpty()) {
      tables.write(0);
    }
    longest = Math.max(longest, tables.size() - start);
    count++;
  }

  private byte[] withEntryPoint() {
    ByteBuffer all = ByteBuffer.allocate(TABLES + tables.size()).order(ByteOrder.LITTLE_ENDIAN);
    all.put(0, "_SM_".getBytes(StandardCharsets.US_ASCII));
    all.put(5, (byte) ENTRY_SIZE);
    all.putShort(6, (short) VERSION);
    all.putShort(8, (short) longest);
    all.put(16, "_DMI_".getBytes(StandardCharsets.US_ASCII));
    all.putShort(22, (short) tables.size());
    all.putInt(24, (int) ADDRESS + TABLES);
    all.putShort(28, (short) count);
    all.put(30, (byte) 0x28);
    all.put(TABLES, tables.toByteArray());
    sum(all, 16, 15, 21);
    sum(all, 0, ENTRY_SIZE, 4);
    return all.array();
  }

  private static void sum(ByteBuffer bytes, int from, int length, int checksum) {
    byte sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += bytes.get(i);
    }
    bytes.put(checksum, (byte) -sum);
  }
}
