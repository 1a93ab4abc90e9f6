package io.kobox.dwarf;

import io.kobox.dwarf.DebugSection.Pointer;
import java.util.List;

/** Runs the line program of one compilation unit (DWARF 5, section 6.2.5). */
final class LineProgram {
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

  /** More than the largest of modules has. */
  private static final int MOST_ROWS = 1 << 22;

  private final DebugSection section;
  private final LineHeader header;
  private final List<LineRow> rows;
  private Pointer address = new Pointer(0, 0);
  private long file;
  private long line;
  private boolean statement;

  LineProgram(DebugSection section, LineHeader header, List<LineRow> rows) {
    this.section = section;
    this.header = header;
    this.rows = rows;
    reset();
  }

  private void reset() {
    address = new Pointer(0, 0);
    file = 1;
    line = 1;
    statement = header.defaultStatement;
  }

  void run() throws DwarfException {
    if (header.lineRange == 0 && section.position() < header.end) {
      throw new DwarfException("a line range of zero");
    }
    while (section.position() < header.end) {
      int opcode = section.u8();
      if (opcode >= header.opcodeBase) {
        special(opcode - header.opcodeBase);
      } else if (opcode == 0) {
        extended();
      } else {
        standard(opcode);
      }
    }
  }

  private void special(int adjusted) throws DwarfException {
    advance(adjusted / header.lineRange);
    line += header.lineBase + adjusted % header.lineRange;
    addRow(false);
  }

  private void standard(int opcode) throws DwarfException {
    switch (opcode) {
      case DW_LNS_COPY -> addRow(false);
      case DW_LNS_ADVANCE_PC -> advance(section.uleb128());
      case DW_LNS_ADVANCE_LINE -> line += section.sleb128();
      case DW_LNS_SET_FILE -> file = section.uleb128();
      case DW_LNS_NEGATE_STMT -> statement = !statement;
      case DW_LNS_CONST_ADD_PC -> advance((255 - header.opcodeBase) / header.lineRange);
      case DW_LNS_FIXED_ADVANCE_PC ->
          address = new Pointer(address.section(), address.offset() + section.u16());
      default -> {
        for (int i = 0; i < header.operands[opcode]; i++) {
          section.uleb128();
        }
      }
    }
  }

  private void extended() throws DwarfException {
    long length = section.uleb128();
    long next = section.position() + length;
    if (length <= 0 || next > header.end) {
      throw section.ends();
    }
    switch (section.u8()) {
      case DW_LNE_END_SEQUENCE -> {
        addRow(true);
        reset();
      }
      case DW_LNE_SET_ADDRESS -> address = section.pointer(header.addressSize);
      case DW_LNE_DEFINE_FILE -> header.defineFile();
      default -> {}
    }
    section.position(next);
  }

  private void advance(long instructions) {
    address =
        new Pointer(address.section(), address.offset() + instructions * header.minimumInstruction);
  }

  private void addRow(boolean end) throws DwarfException {
    if (rows.size() >= MOST_ROWS) {
      throw new DwarfException("too many lines");
    }
    rows.add(
        new LineRow(
            address.section(), address.offset(), header.file(file), (int) line, statement, end));
  }
}
