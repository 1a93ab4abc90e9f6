package io.kobox.pc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The firmware's tables of a PC that is always in ACPI mode (ACPI specification 6.4, chapter 5): it
 * has the fixed hardware of {@link PowerManagement} and the devices of {@link AcpiCode}.
 */
public final class AcpiTables {
  private static final int HEADER = 36;
  private static final int LENGTH = 4;
  private static final int CHECKSUM = 9;
  private static final int ROOT_POINTER_SIZE = 36;
  private static final int FACS_SIZE = 64;
  private static final int FADT_SIZE = 244;
  private static final int RSDP = 0;
  private static final int XSDT = 0x40;
  private static final int FADT = 0x80;
  private static final int FACS = 0x180;
  private static final int DSDT = 0x200;
  private static final int SIZE = 0x800;

  /** There are devices at their usual ports, a keyboard controller among them. */
  private static final int BOOT_FLAGS = 3;

  /** WBINVD works, C1 works, no sleep button, no real-time clock wake. */
  private static final int FADT_FLAGS = 0x25;

  private final ByteBuffer memory = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private final long address;

  private AcpiTables(long address) {
    this.address = address;
  }

  /** The tables as they are to lie at {@code address}, the root pointer first. */
  public static byte[] at(long address) {
    AcpiTables tables = new AcpiTables(address);
    tables.rootPointer();
    tables.header(XSDT, "XSDT", HEADER + Long.BYTES, 1);
    tables.memory.putLong(XSDT + HEADER, address + FADT);
    tables.fixedDescription();
    byte[] devices = AcpiCode.ofPlainPc();
    tables.header(DSDT, "DSDT", HEADER + devices.length, 2);
    tables.memory.put(DSDT + HEADER, devices);
    for (int table : new int[] {XSDT, FADT, DSDT}) {
      tables.sum(table, tables.memory.getInt(table + LENGTH), table + CHECKSUM);
    }
    return tables.memory.array();
  }

  private void rootPointer() {
    text(RSDP, "RSD PTR ");
    text(RSDP + 9, "KOBOX ");
    memory.put(RSDP + 15, (byte) 2);
    memory.putInt(RSDP + 20, ROOT_POINTER_SIZE);
    memory.putLong(RSDP + 24, address + XSDT);
    sum(RSDP, 20, RSDP + 8);
    sum(RSDP, ROOT_POINTER_SIZE, RSDP + 32);
  }

  private void header(int table, String signature, int length, int revision) {
    text(table, signature);
    memory.putInt(table + LENGTH, length);
    memory.put(table + 8, (byte) revision);
    text(table + 10, "KOBOX ");
    text(table + 16, "KOBOXPC ");
    memory.putInt(table + 24, 1);
    text(table + 28, "KBOX");
    memory.putInt(table + 32, 1);
  }

  private void fixedDescription() {
    text(FACS, "FACS");
    memory.putInt(FACS + LENGTH, FACS_SIZE);
    header(FADT, "FACP", FADT_SIZE, 3);
    memory.putInt(FADT + 36, (int) (address + FACS));
    memory.putInt(FADT + 40, (int) (address + DSDT));
    memory.putShort(FADT + 46, (short) PowerManagement.INTERRUPT_LINE);
    memory.putInt(FADT + 56, PowerManagement.EVENTS);
    memory.putInt(FADT + 64, PowerManagement.CONTROL);
    memory.putInt(FADT + 76, PowerManagement.TIMER);
    memory.put(FADT + 88, (byte) 4);
    memory.put(FADT + 89, (byte) 2);
    memory.put(FADT + 91, (byte) 4);
    memory.putShort(FADT + 96, (short) 0xfff);
    memory.putShort(FADT + 98, (short) 0xfff);
    memory.put(FADT + 108, (byte) RealTimeClock.CENTURY);
    memory.putShort(FADT + 109, (short) BOOT_FLAGS);
    memory.putInt(FADT + 112, FADT_FLAGS);
    memory.putLong(FADT + 140, address + DSDT);
  }

  private void text(int at, String text) {
    memory.put(at, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Makes all bytes of a table add up to zero. */
  private void sum(int from, int length, int checksum) {
    byte sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += memory.get(i);
    }
    memory.put(checksum, (byte) -sum);
  }
}
