package io.kobox.vmlinux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sections of an x86-64 ELF kernel, and its bytes by virtual address. */
public final class ElfImage {
  private static final int SHN_LIMIT = 4096;
  private static final int SHT_NOBITS = 8;
  private static final int SHF_ALLOC = 2;
  private static final int SHF_EXECINSTR = 4;
  private static final int EM_X86_64 = 62;
  private static final int LONGEST_STRING = 4096;

  private final ByteBuffer buffer;
  private final byte[] file;
  private final List<Section> sections;

  /**
   * A section header.
   *
   * @param offset where the section's bytes begin in the file
   * @param size its length in memory
   * @param stored whether the bytes are in the file (not {@code .bss})
   */
  public record Section(
      String name,
      long address,
      int offset,
      long size,
      boolean stored,
      boolean allocated,
      boolean executable) {

    /** Whether {@code target} is inside. */
    boolean contains(long target) {
      return allocated && target - address >= 0 && target - address < size;
    }
  }

  private ElfImage(byte[] file, ByteBuffer buffer, List<Section> sections) {
    this.file = file;
    this.buffer = buffer;
    this.sections = sections;
  }

  static boolean isElf(byte[] file) {
    return file.length >= 64
        && file[0] == 0x7f
        && file[1] == 'E'
        && file[2] == 'L'
        && file[3] == 'F';
  }

  /** The whole ELF file; not to be changed. */
  @SuppressWarnings("ByteBufferBackingArray") // it wraps the whole file
  byte[] file() {
    return file;
  }

  /** Reads the section headers of {@code file}. */
  public static ElfImage of(byte[] file) throws ImageFormatException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (!isElf(file)
        || file[4] != 2
        || file[5] != 1
        || Short.toUnsignedInt(buffer.getShort(18)) != EM_X86_64) {
      throw new ImageFormatException("no x86-64 ELF file");
    }
    long table = buffer.getLong(0x28);
    int entrySize = Short.toUnsignedInt(buffer.getShort(0x3a));
    int count = Short.toUnsignedInt(buffer.getShort(0x3c));
    int names = Short.toUnsignedInt(buffer.getShort(0x3e));
    if (table <= 0 || table > file.length || entrySize < 64 || count > SHN_LIMIT) {
      throw new ImageFormatException("no usable section headers");
    }
    if (table + (long) entrySize * count > file.length || names >= count) {
      throw new ImageFormatException("the section headers are cut off");
    }
    long nameTable = buffer.getLong((int) table + names * entrySize + 24);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(buffer, (int) table + i * entrySize, nameTable));
    }
    return new ElfImage(file, buffer, List.copyOf(sections));
  }

  private static Section section(ByteBuffer buffer, int header, long nameTable)
      throws ImageFormatException {
    int type = buffer.getInt(header + 4);
    long flags = buffer.getLong(header + 8);
    long offset = buffer.getLong(header + 24);
    long size = buffer.getLong(header + 32);
    long nameOffset = nameTable + Integer.toUnsignedLong(buffer.getInt(header));
    if (nameOffset < 0 || nameOffset >= buffer.limit()) {
      throw new ImageFormatException("a section's name is outside the file");
    }
    String name = string(buffer, (int) nameOffset);
    boolean stored = type != SHT_NOBITS && type != 0;
    if (size < 0 || (stored && (offset < 0 || offset > buffer.limit() - size))) {
      throw new ImageFormatException("section " + name + " is outside the file");
    }
    return new Section(
        name,
        buffer.getLong(header + 16),
        stored ? (int) offset : 0,
        size,
        stored,
        (flags & SHF_ALLOC) != 0,
        (flags & SHF_EXECINSTR) != 0);
  }

  /** All sections, in the order of the file. */
  public List<Section> sections() {
    return sections;
  }

  /** The section called {@code name}, if its bytes are in the file. */
  public @Nullable Section section(String name) {
    for (Section section : sections) {
      if (section.stored() && section.name().equals(name)) {
        return section;
      }
    }
    return null;
  }

  /** The section that {@code address} is in. */
  public @Nullable Section sectionAt(long address) {
    for (Section section : sections) {
      if (section.contains(address)) {
        return section;
      }
    }
    return null;
  }

  /** The bytes of {@code section}, little endian; a view of the file, not a copy. */
  public ByteBuffer bytes(Section section) {
    return buffer
        .slice(section.offset(), section.stored() ? (int) section.size() : 0)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The {@code count} bytes at virtual address {@code address}. */
  public byte[] bytes(long address, int count) throws ImageFormatException {
    Section section = sectionAt(address);
    ByteBuffer contents = section == null ? null : bytes(section);
    int start = section == null ? 0 : (int) (address - section.address());
    if (contents == null || start > contents.limit() - count) {
      throw new ImageFormatException("the image has nothing at 0x" + Long.toHexString(address));
    }
    byte[] bytes = new byte[count];
    contents.get(start, bytes);
    return bytes;
  }

  /** The C string at virtual address {@code address}, each byte one char. */
  public String string(long address) throws ImageFormatException {
    Section section = sectionAt(address);
    if (section == null || !section.stored()) {
      throw new ImageFormatException("no string at %#x".formatted(address));
    }
    return string(buffer, (int) (section.offset() + (address - section.address())));
  }

  /** The lowest address of the kernel's sections (not of those linked at 0). */
  public long startAddress() {
    long lowest = -1;
    for (Section section : sections) {
      if (section.allocated() && section.address() < 0) {
        lowest = Math.min(lowest, section.address());
      }
    }
    return lowest;
  }

  /** The address after the highest section. */
  public long endAddress() {
    long highest = Long.MIN_VALUE;
    for (Section section : sections) {
      if (section.allocated() && section.address() < 0) {
        highest = Math.max(highest, section.address() + section.size());
      }
    }
    return highest;
  }

  private static String string(ByteBuffer buffer, int offset) throws ImageFormatException {
    int end = offset;
    while (end < buffer.limit() && buffer.get(end) != 0) {
      end++;
      if (end - offset > LONGEST_STRING) {
        throw new ImageFormatException("a string has no end");
      }
    }
    byte[] text = new byte[end - offset];
    buffer.get(offset, text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
