package io.kobox.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of one compilation unit's line program (DWARF 5, section 6.2.4; versions 2 to 4 in the
 * form of theirs).
 */
final class LineHeader {
  private static final int DW_LNCT_PATH = 1;
  private static final int DW_LNCT_DIRECTORY_INDEX = 2;
  private static final int DW_FORM_DATA2 = 0x05;
  private static final int DW_FORM_DATA4 = 0x06;
  private static final int DW_FORM_DATA8 = 0x07;
  private static final int DW_FORM_STRING = 0x08;
  private static final int DW_FORM_BLOCK = 0x09;
  private static final int DW_FORM_DATA1 = 0x0b;
  private static final int DW_FORM_STRP = 0x0e;
  private static final int DW_FORM_UDATA = 0x0f;
  private static final int DW_FORM_DATA16 = 0x1e;
  private static final int DW_FORM_LINE_STRP = 0x1f;
  private static final int MOST_FILES = 1 << 16;

  private record Format(long content, long form) {}

  private record NamedEntry(String name, long directory) {}

  final long end;
  final int minimumInstruction;
  final boolean defaultStatement;
  final int lineBase;
  final int lineRange;
  final int opcodeBase;
  final int[] operands;

  /** How many bytes an address has, also in DWARF 4. */
  final int addressSize;

  private final int version;
  private final int offsetSize;
  private final DebugSection section;
  private final @Nullable DebugSection strings;
  private final @Nullable DebugSection lineStrings;
  private final List<String> directories = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  /**
   * Reads the header at the section's position, and leaves that at the program.
   *
   * @param strings .debug_str
   * @param lineStrings .debug_line_str
   */
  LineHeader(
      DebugSection section, @Nullable DebugSection strings, @Nullable DebugSection lineStrings)
      throws DwarfException {
    this.section = section;
    this.strings = strings;
    this.lineStrings = lineStrings;
    long length = section.number(4);
    offsetSize = length == 0xffffffffL ? 8 : 4;
    length = offsetSize == 8 ? section.number(8) : length;
    if (length < 0) {
      throw section.ends();
    }
    end = section.position() + length;
    version = section.u16();
    if (version < 2 || version > 5) {
      throw new DwarfException("DWARF " + version + " lines are not read");
    }
    addressSize = version >= 5 ? section.u8() : Long.BYTES;
    if (version >= 5) {
      section.u8();
    }
    long headerLength = section.number(offsetSize);
    long program = section.position() + headerLength;
    minimumInstruction = section.u8();
    if (version >= 4) {
      section.u8();
    }
    defaultStatement = section.u8() != 0;
    lineBase = (byte) section.u8();
    lineRange = section.u8();
    opcodeBase = section.u8();
    operands = new int[Math.max(opcodeBase, 1)];
    for (int i = 1; i < opcodeBase; i++) {
      operands[i] = section.u8();
    }
    if (version >= 5) {
      readTables();
    } else {
      readOldTables();
    }
    if (headerLength < 0 || program > end) {
      throw section.ends();
    }
    section.position(program);
  }

  /** The path of a file by its number in the program; as the compiler was given it. */
  String file(long number) {
    long index = version >= 5 ? number : number - 1;
    return index >= 0 && index < files.size() ? files.get((int) index) : "??";
  }

  /** DW_LNE_define_file. */
  void defineFile() throws DwarfException {
    String name = section.string();
    long directory = section.uleb128();
    section.uleb128();
    section.uleb128();
    addFile(name, directory);
  }

  private void addFile(String name, long directory) throws DwarfException {
    if (files.size() >= MOST_FILES) {
      throw new DwarfException("too many files");
    }
    // directory 0 is where the compiler ran
    boolean plain = name.startsWith("/") || directory <= 0 || directory >= directories.size();
    files.add(plain ? name : directories.get((int) directory) + "/" + name);
  }

  private void readOldTables() throws DwarfException {
    directories.add("");
    for (String name = section.string(); !name.isEmpty(); name = section.string()) {
      directories.add(name);
    }
    while (true) {
      String name = section.string();
      if (name.isEmpty()) {
        return;
      }
      long directory = section.uleb128();
      section.uleb128();
      section.uleb128();
      addFile(name, directory);
    }
  }

  private void readTables() throws DwarfException {
    for (NamedEntry directory : readEntries()) {
      directories.add(directory.name());
    }
    for (NamedEntry file : readEntries()) {
      addFile(file.name(), file.directory());
    }
  }

  private List<NamedEntry> readEntries() throws DwarfException {
    List<Format> formats = new ArrayList<>();
    int formatCount = section.u8();
    for (int i = 0; i < formatCount; i++) {
      formats.add(new Format(section.uleb128(), section.uleb128()));
    }
    long count = section.uleb128();
    if (count < 0 || count > MOST_FILES || (formats.isEmpty() && count > 0)) {
      throw new DwarfException("too many files");
    }
    List<NamedEntry> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String name = "";
      long directory = 0;
      for (Format format : formats) {
        if (format.content() == DW_LNCT_PATH) {
          name = string(format.form());
        } else if (format.content() == DW_LNCT_DIRECTORY_INDEX) {
          directory = number(format.form());
        } else {
          skip(format.form());
        }
      }
      entries.add(new NamedEntry(name, directory));
    }
    return entries;
  }

  private String string(long form) throws DwarfException {
    return switch ((int) form) {
      case DW_FORM_STRING -> section.string();
      case DW_FORM_STRP -> stringIn(strings);
      case DW_FORM_LINE_STRP -> stringIn(lineStrings);
      default -> throw unknown(form);
    };
  }

  private String stringIn(@Nullable DebugSection pool) throws DwarfException {
    long offset = section.pointer(offsetSize).offset();
    if (pool == null) {
      throw new DwarfException("no section with the files' names");
    }
    return pool.stringAt(offset);
  }

  private long number(long form) throws DwarfException {
    return switch ((int) form) {
      case DW_FORM_DATA1 -> section.number(1);
      case DW_FORM_DATA2 -> section.number(2);
      case DW_FORM_DATA4 -> section.number(4);
      case DW_FORM_DATA8 -> section.number(8);
      case DW_FORM_UDATA -> section.uleb128();
      default -> throw unknown(form);
    };
  }

  private void skip(long form) throws DwarfException {
    switch ((int) form) {
      case DW_FORM_STRING -> section.string();
      case DW_FORM_STRP, DW_FORM_LINE_STRP -> section.number(offsetSize);
      case DW_FORM_DATA16 -> section.position(section.position() + 16L);
      case DW_FORM_BLOCK -> {
        long length = section.uleb128();
        section.position(length < 0 ? -1 : section.position() + length);
      }
      default -> number(form);
    }
  }

  private static DwarfException unknown(long form) {
    return new DwarfException("form 0x%x is not read".formatted(form));
  }
}
