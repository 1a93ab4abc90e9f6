package io.kobox.dwarf;

import io.kobox.loader.DebugSections;
import io.kobox.loader.ModuleLoadException;

/** Runs the line number programs of {@code .debug_line} (DWARF 5, 6.2.5). */
final class LineProgram {
  /** Takes the rows of the table that the programs describe. */
  interface Rows {
    /** From {@code address} on the code is of this line. */
    void row(long address, String file, int line, boolean isStatement) throws DwarfException;

    /** The code ends before {@code address}. */
    void endSequence(long address) throws DwarfException;
  }

  private static final int DW_LNS_COPY = 1;
  private static final int DW_LNS_ADVANCE_PC = 2;
  private static final int DW_LNS_ADVANCE_LINE = 3;
  private static final int DW_LNS_SET_FILE = 4;
  private static final int DW_LNS_NEGATE_STMT = 6;
  private static final int DW_LNS_CONST_ADD_PC = 8;
  private static final int DW_LNS_FIXED_ADVANCE_PC = 9;

  private static final int DW_LNE_END_SEQUENCE = 1;
  private static final int DW_LNE_SET_ADDRESS = 2;
  private static final int DW_LNE_DEFINE_FILE = 3;

  private static final long DWARF64 = 0xffffffffL;

  private final LineHeader header;
  private final DwarfReader reader;
  private final Rows rows;
  private long address;
  private long file;
  private int line;
  private boolean statement;

  private LineProgram(LineHeader header, DwarfReader reader, Rows rows) {
    this.header = header;
    this.reader = reader;
    this.rows = rows;
    reset();
  }

  /** Runs all programs of a module. */
  static void runAll(DebugSections sections, Rows rows) throws DwarfException, ModuleLoadException {
    byte[] bytes = sections.contents(".debug_line");
    DwarfReader units = new DwarfReader(bytes, 0, bytes.length);
    while (units.hasMore()) {
      long length = units.u32();
      boolean dwarf64 = length == DWARF64;
      if (dwarf64) {
        length = units.u64();
      }
      int from = units.position();
      units.skip(length);
      DwarfReader unit = new DwarfReader(bytes, from, units.position());
      LineHeader header = new LineHeader(sections, unit, dwarf64);
      new LineProgram(header, unit, rows).run();
    }
  }

  private void reset() {
    address = 0;
    file = 1;
    line = 1;
    statement = header.defaultIsStatement;
  }

  private void run() throws DwarfException {
    while (reader.hasMore()) {
      int opcode = reader.u8();
      if (opcode >= header.opcodeBase()) {
        int adjusted = opcode - header.opcodeBase();
        advance(adjusted / header.lineRange);
        line += header.lineBase + adjusted % header.lineRange;
        emit();
      } else if (opcode == 0) {
        extended();
      } else {
        standard(opcode);
      }
    }
  }

  private void advance(long operations) {
    address += operations * header.minimumInstructionLength;
  }

  private void emit() throws DwarfException {
    rows.row(address, header.file(file), line, statement);
  }

  private void standard(int opcode) throws DwarfException {
    switch (opcode) {
      case DW_LNS_COPY -> emit();
      case DW_LNS_ADVANCE_PC -> advance(reader.uleb());
      case DW_LNS_ADVANCE_LINE -> line += (int) reader.sleb();
      case DW_LNS_SET_FILE -> file = reader.uleb();
      case DW_LNS_NEGATE_STMT -> statement = !statement;
      case DW_LNS_CONST_ADD_PC -> advance((255 - header.opcodeBase()) / header.lineRange);
      case DW_LNS_FIXED_ADVANCE_PC -> address += reader.u16();
      default -> {
        for (int i = 0; i < header.operands(opcode); i++) {
          reader.uleb();
        }
      }
    }
  }

  private void extended() throws DwarfException {
    long length = reader.uleb();
    if (length <= 0) {
      throw new DwarfException("an extended opcode without its code");
    }
    int from = reader.position();
    switch (reader.u8()) {
      case DW_LNE_END_SEQUENCE -> {
        rows.endSequence(address);
        reset();
      }
      case DW_LNE_SET_ADDRESS -> address = length == 5 ? reader.u32() : reader.u64();
      case DW_LNE_DEFINE_FILE -> header.defineFile(reader);
      default -> {}
    }
    reader.skip(length - (reader.position() - from));
  }
}
