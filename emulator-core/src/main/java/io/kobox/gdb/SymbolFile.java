package io.kobox.gdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An ELF file that holds nothing but the symbols of a kernel, and where its call chains end: for a
 * debugger whose user has no vmlinux.
 */
public final class SymbolFile {
  private static final int HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int TEXT = 1;
  private static final int GLOBAL_FUNCTION = 0x12;
  private static final int GLOBAL_OBJECT = 0x11;
  private static final int PROGBITS = 1;
  private static final int SYMTAB = 2;
  private static final int STRTAB = 3;
  private static final int NOBITS = 8;
  private static final long ALLOCATED_CODE = 6;
  private static final short ABSOLUTE = (short) 0xfff1;

  private final long textBegin;
  private final long textEnd;
  private final ByteArrayOutputStream symbols = new ByteArrayOutputStream();
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private byte[] frames = new byte[0];

  /** A section of the file, as its header tells it. */
  private record Section(
      String name, int type, long flags, long address, long size, ByteBuffer contents, int link) {
    int length() {
      return contents.capacity() + 15 & -16;
    }
  }

  /** Of a kernel whose code lies between two addresses. */
  public SymbolFile(long textBegin, long textEnd) {
    this.textBegin = textBegin;
    this.textEnd = textEnd;
    symbols.writeBytes(new byte[SYMBOL]);
    names.write(0);
  }

  /** Adds a symbol. */
  public void add(String name, long address, boolean function) {
    boolean inText =
        Long.compareUnsigned(address, textBegin) >= 0 && Long.compareUnsigned(address, textEnd) < 0;
    ByteBuffer entry = ByteBuffer.allocate(SYMBOL).order(ByteOrder.LITTLE_ENDIAN);
    entry
        .putInt(names.size())
        .put((byte) (function ? GLOBAL_FUNCTION : GLOBAL_OBJECT))
        .put((byte) 0)
        .putShort(inText ? TEXT : ABSOLUTE)
        .putLong(address)
        .putLong(0);
    symbols.writeBytes(entry.array());
    names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    names.write(0);
  }

  /** The contents of {@code .debug_frame}, see {@link CallFrames}. */
  public void setFrames(byte[] debugFrame) {
    frames = debugFrame;
  }

  /** The file. */
  public byte[] bytes() {
    List<Section> sections = new ArrayList<>();
    ByteBuffer none = ByteBuffer.allocate(0);
    sections.add(new Section("", 0, 0, 0, 0, none, 0));
    sections.add(
        new Section(".text", NOBITS, ALLOCATED_CODE, textBegin, textEnd - textBegin, none, 0));
    sections.add(section(".symtab", SYMTAB, symbols.toByteArray(), 3));
    sections.add(section(".strtab", STRTAB, names.toByteArray(), 0));
    sections.add(section(".debug_frame", PROGBITS, frames, 0));
    ByteArrayOutputStream sectionNames = new ByteArrayOutputStream();
    List<Integer> nameOffsets = new ArrayList<>();
    for (Section section : sections) {
      nameOffsets.add(sectionNames.size());
      sectionNames.writeBytes((section.name() + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    nameOffsets.add(sectionNames.size());
    sectionNames.writeBytes(".shstrtab\0".getBytes(StandardCharsets.US_ASCII));
    sections.add(section(".shstrtab", STRTAB, sectionNames.toByteArray(), 0));
    return file(sections, nameOffsets);
  }

  private static Section section(String name, int type, byte[] contents, int link) {
    return new Section(name, type, 0, 0, contents.length, ByteBuffer.wrap(contents), link);
  }

  private static byte[] file(List<Section> sections, List<Integer> nameOffsets) {
    int length = HEADER;
    for (Section section : sections) {
      length += section.length();
    }
    ByteBuffer file =
        ByteBuffer.allocate(length + sections.size() * HEADER).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) 62).putInt(1).putLong(0).putLong(0);
    file.putLong(length)
        .putInt(0)
        .putShort((short) HEADER)
        .putShort((short) 56)
        .putShort((short) 0);
    file.putShort((short) HEADER)
        .putShort((short) sections.size())
        .putShort((short) (sections.size() - 1));
    int at = HEADER;
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      file.position(at).put(section.contents().duplicate());
      file.position(length + i * HEADER);
      file.putInt(nameOffsets.get(i)).putInt(section.type()).putLong(section.flags());
      file.putLong(section.address()).putLong(at).putLong(section.size());
      file.putInt(section.link()).putInt(section.type() == SYMTAB ? 1 : 0).putLong(16);
      file.putLong(section.type() == SYMTAB ? SYMBOL : 0);
      at += section.length();
    }
    return file.array();
  }
}
