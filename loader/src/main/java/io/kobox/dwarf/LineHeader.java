package io.kobox.dwarf;

import io.kobox.loader.DebugSections;
import io.kobox.loader.ModuleLoadException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a line number program (DWARF 5, 6.2.4; versions 2 to 4 are in the same order with
 * other lists of files).
 */
final class LineHeader {
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  private static final int DW_LNCT_PATH = 1;
  private static final int DW_LNCT_DIRECTORY_INDEX = 2;

  private static final int DW_FORM_BLOCK2 = 0x03;
  private static final int DW_FORM_BLOCK4 = 0x04;
  private static final int DW_FORM_DATA2 = 0x05;
  private static final int DW_FORM_DATA4 = 0x06;
  private static final int DW_FORM_DATA8 = 0x07;
  private static final int DW_FORM_STRING = 0x08;
  private static final int DW_FORM_BLOCK = 0x09;
  private static final int DW_FORM_BLOCK1 = 0x0a;
  private static final int DW_FORM_DATA1 = 0x0b;
  private static final int DW_FORM_STRP = 0x0e;
  private static final int DW_FORM_UDATA = 0x0f;
  private static final int DW_FORM_DATA16 = 0x1e;
  private static final int DW_FORM_LINE_STRP = 0x1f;

  private final DebugSections sections;
  private final DwarfReader reader;
  private final boolean dwarf64;
  private final List<String> directories = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final int[] operands;
  final int version;
  final int minimumInstructionLength;
  final boolean defaultIsStatement;
  final int lineBase;
  final int lineRange;

  /** Reads the header; afterwards {@code reader} is at the program. */
  LineHeader(DebugSections sections, DwarfReader reader, boolean dwarf64)
      throws DwarfException, ModuleLoadException {
    this.sections = sections;
    this.reader = reader;
    this.dwarf64 = dwarf64;
    version = reader.u16();
    if (version < OLDEST || version > NEWEST) {
      throw new DwarfException("a line table of version " + version);
    }
    if (version >= 5) {
      reader.skip(2); // sizes of addresses and segment selectors
    }
    long length = offset();
    long program = reader.position() + length;
    minimumInstructionLength = reader.u8();
    if (version >= 4) {
      reader.skip(1); // maximum operations per instruction: 1 but on VLIW
    }
    defaultIsStatement = reader.u8() != 0;
    lineBase = (byte) reader.u8();
    lineRange = reader.u8();
    operands = new int[Math.max(1, reader.u8())];
    for (int i = 1; i < operands.length; i++) {
      operands[i] = reader.u8();
    }
    if (lineRange == 0) {
      throw new DwarfException("a line range of 0");
    }
    if (version >= 5) {
      readEntries(directories, false);
      readEntries(files, true);
    } else {
      readOldLists();
    }
    reader.skip(program - reader.position());
  }

  /** opcode_base. */
  int opcodeBase() {
    return operands.length;
  }

  /** The number of LEB128 operands of a standard opcode. */
  int operands(int opcode) {
    return operands[opcode];
  }

  /** The path of a file by the number that the program uses; a number of none is "?". */
  String file(long number) {
    long index = version >= 5 ? number : number - 1;
    return index >= 0 && index < files.size() ? files.get((int) index) : "?";
  }

  /** DW_LNE_define_file. */
  void defineFile(DwarfReader from) throws DwarfException {
    String name = from.string();
    long directory = from.uleb();
    from.uleb();
    from.uleb();
    files.add(path(directory, name));
  }

  private long offset() throws DwarfException {
    return dwarf64 ? reader.u64() : reader.u32();
  }

  private void readOldLists() throws DwarfException {
    directories.add("");
    for (String name = reader.string(); !name.isEmpty(); name = reader.string()) {
      directories.add(name);
    }
    for (String name = reader.string(); !name.isEmpty(); name = reader.string()) {
      files.add(path(reader.uleb(), name));
      reader.uleb();
      reader.uleb();
    }
  }

  private void readEntries(List<String> list, boolean belowDirectories)
      throws DwarfException, ModuleLoadException {
    long[][] format = new long[reader.u8()][2];
    for (long[] field : format) {
      field[0] = reader.uleb();
      field[1] = reader.uleb();
    }
    long count = reader.uleb();
    for (long i = 0; i < count; i++) {
      int before = reader.position();
      String name = "";
      long directory = 0;
      for (long[] field : format) {
        if (field[0] == DW_LNCT_PATH) {
          name = text(field[1]);
        } else if (field[0] == DW_LNCT_DIRECTORY_INDEX) {
          directory = number(field[1]);
        } else {
          number(field[1]);
        }
      }
      if (reader.position() == before) {
        throw new DwarfException("files without a name");
      }
      list.add(belowDirectories ? path(directory, name) : name);
    }
  }

  private String text(long form) throws DwarfException, ModuleLoadException {
    return switch ((int) form) {
      case DW_FORM_STRING -> reader.string();
      case DW_FORM_LINE_STRP -> stringAt(".debug_line_str");
      case DW_FORM_STRP -> stringAt(".debug_str");
      default -> throw new DwarfException("a name of form " + form);
    };
  }

  private String stringAt(String section) throws DwarfException, ModuleLoadException {
    byte[] strings = sections.contents(section);
    return new DwarfReader(strings, offset(), strings.length).string();
  }

  /** The number of a field; of one that holds no number, 0. */
  private long number(long form) throws DwarfException {
    switch ((int) form) {
      case DW_FORM_UDATA:
        return reader.uleb();
      case DW_FORM_DATA1:
        return reader.u8();
      case DW_FORM_DATA2:
        return reader.u16();
      case DW_FORM_DATA4:
        return reader.u32();
      case DW_FORM_DATA8:
        return reader.u64();
      case DW_FORM_DATA16:
        reader.skip(16);
        return 0;
      case DW_FORM_BLOCK:
        reader.skip(reader.uleb());
        return 0;
      case DW_FORM_BLOCK1:
        reader.skip(reader.u8());
        return 0;
      case DW_FORM_BLOCK2:
        reader.skip(reader.u16());
        return 0;
      case DW_FORM_BLOCK4:
        reader.skip(reader.u32());
        return 0;
      case DW_FORM_STRING:
        reader.string();
        return 0;
      case DW_FORM_STRP, DW_FORM_LINE_STRP:
        offset();
        return 0;
      default:
        throw new DwarfException("a field of form " + form);
    }
  }

  /** A name below its directory; below the one that the compiler worked in it stays as it is. */
  private String path(long directory, String name) throws DwarfException {
    if (name.startsWith("/") || directory <= 0 || directory >= directories.size()) {
      return name;
    }
    try {
      return Path.of(directories.get((int) directory), name).normalize().toString();
    } catch (IllegalArgumentException e) {
      throw new DwarfException("a file name that is none");
    }
  }
}
