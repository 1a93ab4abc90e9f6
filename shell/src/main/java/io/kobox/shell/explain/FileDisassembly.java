package io.kobox.shell.explain;

import io.kobox.capstone.CapstoneException;
import io.kobox.capstone.Disassembler;
import io.kobox.dwarf.DwarfException;
import io.kobox.dwarf.LineTable;
import io.kobox.dwarf.SourceLine;
import io.kobox.loader.ElfModule;
import io.kobox.loader.FunctionCode;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of a module file, disassembled, with symbols and source lines. */
final class FileDisassembly {
  private final ElfModule elf;
  private final Disassembler disassembler;

  /**
   * Of one file.
   *
   * @param bytes the file, not compressed
   */
  FileDisassembly(byte[] bytes, Disassembler disassembler) throws ModuleLoadException {
    this.elf = ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
    elf.setupLoadInfo(0);
    this.disassembler = disassembler;
  }

  /** The listing of a function; null if the file has none of that name. */
  @Nullable String listing(String function) throws ModuleLoadException, CapstoneException {
    FunctionCode code = FunctionCode.find(elf, function);
    if (code == null) {
      return null;
    }
    LineTable lines = lines(elf, code.section());
    TreeMap<Long, String> references = new TreeMap<>(code.references());
    long end = code.offset() + code.code().length;
    return new Listing(
            address ->
                Long.compareUnsigned(address, code.offset()) >= 0
                        && Long.compareUnsigned(address, end) < 0
                    ? function + "+0x" + Long.toHexString(address - code.offset())
                    : null,
            address -> text(lines == null ? null : lines.find(address)))
        .of(
            function,
            disassembler.disassemble(code.code(), code.offset()),
            (from, to) -> {
              Map.Entry<Long, String> entry = references.ceilingEntry(from);
              return entry == null || entry.getKey() >= to ? null : entry.getValue();
            });
  }

  /** The lines of one section, whose offsets then are the addresses. */
  private static @Nullable LineTable lines(ElfModule elf, int section) {
    try {
      return LineTable.of(elf, number -> number == section ? 0 : (long) number << 40);
    } catch (DwarfException e) {
      return null;
    }
  }

  private static @Nullable String text(@Nullable SourceLine line) {
    return line == null ? null : line.toString();
  }
}
