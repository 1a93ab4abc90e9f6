package io.kobox.kmod;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The little of ELF that libkmod reads: sections by name, of 32- and 64-bit files of both byte
 * orders (kmod: libkmod/libkmod-elf.c). Only the parts asked for are read from the file, so that
 * depmod touches a fraction of a module. The loader's own ELF reader is stricter and reads all; the
 * errors here are libkmod's.
 */
public final class KmodElf {
  private static final int IDENT_SIZE = 16;

  /** No section that libkmod wants is larger; a larger one is treated as damaged. */
  private static final int MAX_SECTION = 1 << 28;

  /** A section's bytes. */
  public static final class Section {
    private final int index;
    private final byte[] bytes;

    private Section(int index, byte[] bytes) {
      this.index = index;
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  private final ModuleTree.OpenFile file;
  private final long size;
  private final boolean wide;
  private final boolean bigEndian;
  private final int headerSize;
  private final int sectionCount;
  private final byte[] headers;
  private final long headersOffset;
  private final byte[] names;

  /** What was read ahead; null: the file has no such section. */
  private final Map<String, @Nullable Section> ahead = new HashMap<>();

  private KmodElf(
      ModuleTree.OpenFile file,
      boolean wide,
      boolean bigEndian,
      byte[] headers,
      long headersOffset,
      int stringSection)
      throws KmodException {
    this.file = file;
    this.size = file.size();
    this.wide = wide;
    this.bigEndian = bigEndian;
    this.headerSize = wide ? 64 : 40;
    this.headers = headers;
    this.headersOffset = headersOffset;
    this.sectionCount = headers.length / headerSize;
    if (stringSection == 0) {
      throw new KmodAbort(
          "../libkmod/libkmod-elf.c:213: elf_get_section_header: "
              + "Assertion `idx != SHN_UNDEF' failed.");
    }
    if (stringSection >= sectionCount) {
      throw new KmodAbort(
          "../libkmod/libkmod-elf.c:214: elf_get_section_header: "
              + "Assertion `idx < elf->header.section.count' failed.");
    }
    byte[] strings = read(stringSection);
    if (strings == null || strings.length == 0 || strings[strings.length - 1] != 0) {
      throw KmodException.invalid();
    }
    this.names = strings;
  }

  /** kmod_elf_new(): ENOEXEC for what is no ELF, EINVAL for a damaged one. */
  public static KmodElf open(ModuleTree.OpenFile file) throws KmodException {
    byte[] header = new byte[64];
    int count = file.read(0, header, 0, header.length);
    if (file.size() <= IDENT_SIZE
        || count < IDENT_SIZE
        || header[0] != 0x7f
        || header[1] != 'E'
        || header[2] != 'L'
        || header[3] != 'F') {
      throw KmodException.execFormat();
    }
    boolean wide = header[4] == 2;
    if (header[4] != 1 && !wide) {
      throw KmodException.invalid();
    }
    if (file.size() <= (wide ? 64 : 52)) {
      throw KmodException.invalid();
    }
    if (header[5] != 1 && header[5] != 2) {
      throw KmodException.invalid();
    }
    boolean big = header[5] == 2;
    long sectionOffset = wide ? number(header, 40, 8, big) : number(header, 32, 4, big);
    int entrySize = (int) number(header, wide ? 58 : 46, 2, big);
    int sections = (int) number(header, wide ? 60 : 48, 2, big);
    int strings = (int) number(header, wide ? 62 : 50, 2, big);
    if (entrySize != (wide ? 64 : 40)) {
      throw KmodException.invalid();
    }
    int tableSize = entrySize * sections;
    if (sectionOffset < 0 || sectionOffset > file.size() - tableSize) {
      throw KmodException.invalid();
    }
    byte[] table = new byte[tableSize];
    if (file.read(sectionOffset, table, 0, tableSize) != tableSize) {
      throw KmodException.invalid();
    }
    return new KmodElf(file, wide, big, table, sectionOffset, strings);
  }

  /** Reads sections while the file is open; they can be asked for when it is closed. */
  public void readAhead(List<String> sections) throws KmodException {
    for (String name : sections) {
      ahead.put(name, find(name));
    }
  }

  /** ELFCLASS64. */
  boolean is64() {
    return wide;
  }

  /** kmod_elf_get_section(): the first section of that name within the file; null if none. */
  public @Nullable Section section(String name) throws KmodException {
    return ahead.containsKey(name) ? ahead.get(name) : find(name);
  }

  private @Nullable Section find(String name) throws KmodException {
    for (int i = 1; i < sectionCount; i++) {
      if (nameIs(field(i, 0, 4), name)) {
        byte[] bytes = read(i);
        if (bytes != null) {
          return new Section(i, bytes);
        }
      }
    }
    return null;
  }

  /** A section's bytes by number; null if there is none or it is not within the file. */
  public byte @Nullable [] section(int index) throws KmodException {
    return index <= 0 || index >= sectionCount ? null : read(index);
  }

  /** Where a section's bytes stand in the file. */
  long offset(Section section) {
    return offset(section.index);
  }

  /** Where a section's flags (sh_flags) stand in the file. */
  long flagsOffset(Section section) {
    return headersOffset + (long) section.index * headerSize + 8;
  }

  /** {@code bytes} in the file's byte order. */
  ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private byte @Nullable [] read(int index) throws KmodException {
    long offset = offset(index);
    long length = wide ? field(index, 32, 8) : field(index, 20, 4);
    if (offset < 0 || length < 0 || length > MAX_SECTION || offset > size - length) {
      return null;
    }
    byte[] bytes = new byte[(int) length];
    return file.read(offset, bytes, 0, bytes.length) == bytes.length ? bytes : null;
  }

  private long offset(int index) {
    return wide ? field(index, 24, 8) : field(index, 16, 4);
  }

  private long field(int index, int at, int count) {
    return number(headers, index * headerSize + at, count, bigEndian);
  }

  private boolean nameIs(long at, String name) {
    int length = name.length();
    if (at + length >= names.length || names[(int) at + length] != 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (names[(int) at + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int at, int count, boolean bigEndian) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int b = bytes[at + (bigEndian ? i : count - 1 - i)] & 0xff;
      value = value << 8 | b;
    }
    return value;
  }

  /** The NUL-terminated string at {@code at}; up to the end if nothing terminates it. */
  static String string(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
  }
}
