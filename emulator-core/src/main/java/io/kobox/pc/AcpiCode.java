package io.kobox.pc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The byte code of a DSDT that names devices and their resources (ACPI 6.4, chapter 20). */
final class AcpiCode {
  private static final int ZERO = 0;
  private static final int NAME = 0x08;
  private static final int BYTE = 0x0a;
  private static final int DWORD = 0x0c;
  private static final int SCOPE = 0x10;
  private static final int BUFFER = 0x11;
  private static final int PACKAGE = 0x12;
  private static final int EXTENDED = 0x5b;
  private static final int DEVICE = 0x82;
  private static final int IO_PORTS = 0x47;
  private static final int INTERRUPT = 0x22;
  private static final int END_TAG = 0x79;
  private static final int WORD_WINDOW = 0x88;
  private static final int DWORD_WINDOW = 0x87;
  private static final int MEMORY = 0;
  private static final int PORTS = 1;
  private static final int BUS_NUMBERS = 2;
  private static final int FIXED = 0x0c;
  private static final int ALL_PORTS = 3;
  private static final int WRITABLE = 1;
  private static final int SHORT_LENGTH = 0x3f;
  private static final int ALL_FUNCTIONS = 0xffff;
  private static final int ROUTE_FIELDS = 4;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  /** The devices on the board that have no other way to be found. */
  static byte[] ofPlainPc() {
    AcpiCode devices = new AcpiCode();
    devices.device("KBD_", "PNP0303", 0, 1, new int[] {0x60, 1, 0x64, 1});
    devices.device("MOU_", "PNP0F13", 0, 12, new int[0]);
    devices.device("COM1", "PNP0501", 1, 4, new int[] {0x3f8, 8});
    devices.device("COM2", "PNP0501", 2, 3, new int[] {0x2f8, 8});
    devices.device("RTC_", "PNP0B00", 0, 8, new int[] {0x70, 8});
    devices.device("PCI0", "PNP0A03", 0, pciWindows(), pciInterrupts());
    AcpiCode scope = new AcpiCode();
    scope.text("\\_SB_");
    scope.code.writeBytes(devices.code.toByteArray());
    AcpiCode all = new AcpiCode();
    all.code.write(SCOPE);
    all.packaged(scope.code.toByteArray());
    return all.code.toByteArray();
  }

  /**
   * A device.
   *
   * @param id its EISA id
   * @param number its _UID; 0: none
   * @param ports pairs of a first I/O port and how many there are
   */
  private void device(String name, String id, int number, int interrupt, int[] ports) {
    device(name, id, number, resources(interrupt, ports), new byte[0]);
  }

  /**
   * A device.
   *
   * @param more code of its other objects
   */
  private void device(String name, String id, int number, byte[] resources, byte[] more) {
    AcpiCode body = new AcpiCode();
    body.text(name);
    body.name("_HID");
    body.code.write(DWORD);
    body.word(eisaId(id));
    if (number != 0) {
      body.name("_UID");
      body.code.write(BYTE);
      body.code.write(number);
    }
    body.name("_CRS");
    body.buffer(resources);
    body.code.writeBytes(more);
    code.write(EXTENDED);
    code.write(DEVICE);
    packaged(body.code.toByteArray());
  }

  private static byte[] resources(int interrupt, int[] ports) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < ports.length; i += 2) {
      bytes.write(IO_PORTS);
      bytes.write(1);
      for (int limit = 0; limit < 2; limit++) {
        bytes.write(ports[i]);
        bytes.write(ports[i] >> Byte.SIZE);
      }
      bytes.write(1);
      bytes.write(ports[i + 1]);
    }
    bytes.write(INTERRUPT);
    bytes.write(1 << interrupt);
    bytes.write((1 << interrupt) >> Byte.SIZE);
    bytes.write(END_TAG);
    bytes.write(0);
    return bytes.toByteArray();
  }

  /** The bus numbers, ports and memory that the host bridge passes on, as on QEMU's PC. */
  private static byte[] pciWindows() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    window(bytes, Short.BYTES, BUS_NUMBERS, 0, 0, 0xff);
    bytes.write(IO_PORTS);
    bytes.writeBytes(new byte[] {1, (byte) 0xf8, 0x0c, (byte) 0xf8, 0x0c, 1, 8});
    window(bytes, Short.BYTES, PORTS, ALL_PORTS, 0, 0xcf7);
    window(bytes, Short.BYTES, PORTS, ALL_PORTS, 0xd00, 0xffff);
    window(bytes, Integer.BYTES, MEMORY, WRITABLE, 0xa0000, 0xbffff);
    window(bytes, Integer.BYTES, MEMORY, WRITABLE, 0x80000000L, 0xfebfffffL);
    bytes.write(END_TAG);
    bytes.write(0);
    return bytes.toByteArray();
  }

  /** {@code _PRT}: to which line the pin INTA of each slot is wired (ACPI 6.4, 6.2.13). */
  private static byte[] pciInterrupts() {
    AcpiCode routes = new AcpiCode();
    routes.code.write(PciBus.SLOTS - PciBus.FIRST_SLOT);
    for (int slot = PciBus.FIRST_SLOT; slot < PciBus.SLOTS; slot++) {
      AcpiCode route = new AcpiCode();
      route.code.write(ROUTE_FIELDS);
      route.code.write(DWORD);
      route.word(slot << Short.SIZE | ALL_FUNCTIONS);
      route.code.write(ZERO);
      route.code.write(ZERO);
      route.code.write(BYTE);
      route.code.write(PciBus.interruptLine(slot));
      routes.code.write(PACKAGE);
      routes.packaged(route.code.toByteArray());
    }
    AcpiCode named = new AcpiCode();
    named.name("_PRT");
    named.code.write(PACKAGE);
    named.packaged(routes.code.toByteArray());
    return named.code.toByteArray();
  }

  /** A Word or DWord Address Space Descriptor (ACPI 6.4, 6.4.3.5) with fixed limits. */
  private static void window(
      ByteArrayOutputStream bytes, int size, int type, int flags, long first, long last) {
    bytes.write(size == Short.BYTES ? WORD_WINDOW : DWORD_WINDOW);
    bytes.write(3 + 5 * size);
    bytes.write(0);
    bytes.write(type);
    bytes.write(FIXED);
    bytes.write(flags);
    for (long value : new long[] {0, first, last, 0, last - first + 1}) {
      for (int i = 0; i < size; i++) {
        bytes.write((int) (value >>> (i * Byte.SIZE)));
      }
    }
  }

  private void name(String name) {
    code.write(NAME);
    text(name);
  }

  private void text(String text) {
    code.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void word(int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      code.write(value >>> (i * Byte.SIZE));
    }
  }

  private void buffer(byte[] bytes) {
    AcpiCode content = new AcpiCode();
    content.code.write(BYTE);
    content.code.write(bytes.length);
    content.code.writeBytes(bytes);
    code.write(BUFFER);
    packaged(content.code.toByteArray());
  }

  /** A PkgLength, which counts itself, and what it is the length of. */
  private void packaged(byte[] content) {
    if (content.length < SHORT_LENGTH) {
      code.write(content.length + 1);
    } else {
      int length = content.length + 2;
      code.write(1 << 6 | (length & 0xf));
      code.write(length >> 4);
    }
    code.writeBytes(content);
  }

  /** EISAID of ASL: three letters of five bits, four hexadecimal digits, the high byte first. */
  private static int eisaId(String id) {
    int letters = (id.charAt(0) - '@') << 10 | (id.charAt(1) - '@') << 5 | (id.charAt(2) - '@');
    return Integer.reverseBytes(letters << 16 | Integer.parseInt(id.substring(3), 16));
  }
}
