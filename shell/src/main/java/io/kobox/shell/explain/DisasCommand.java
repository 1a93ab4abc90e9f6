package io.kobox.shell.explain;

import io.kobox.capstone.CapstoneException;
import io.kobox.capstone.Disassembler;
import io.kobox.dwarf.DwarfException;
import io.kobox.dwarf.LineTable;
import io.kobox.dwarf.SourceLine;
import io.kobox.loader.ElfModule;
import io.kobox.loader.FunctionCode;
import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code disas FILE.ko FUNCTION}: a function of a module file; {@code disas FUNCTION}: one of a
 * module that is loaded, as its code is now. Exit status 0; 1 if there is no such function or no
 * libcapstone; 2 for wrong usage or a file that cannot be read.
 */
public final class DisasCommand implements Command {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final LoadedCode loaded;

  /** Reads code of loaded modules. */
  @FunctionalInterface
  public interface LoadedCode {
    /** The bytes at an address; null where there are none, or not to be read. */
    byte @Nullable [] read(long address, int length);
  }

  public DisasCommand(LoadedCode loaded) {
    this.loaded = loaded;
  }

  @Override
  public String name() {
    return "disas";
  }

  @Override
  public String summary() {
    return "disassemble a function of a loaded module or a module file";
  }

  @Override
  public String usage() {
    return """
        usage: disas FUNCTION
               disas FILE.ko FUNCTION""";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    if (session.arguments().isEmpty()
        || session.arguments().size() > 2
        || session.arguments().getFirst().startsWith("-")) {
      session.error(usage());
      return USAGE;
    }
    try {
      Disassembler disassembler = CapstoneLibrary.open();
      if (disassembler == null) {
        session.error("disas: there is no libcapstone on the host");
        return FAILED;
      }
      String function = session.arguments().getLast();
      String text =
          session.arguments().size() == 1
              ? loaded(session, disassembler, function)
              : inFile(session, disassembler, session.arguments().getFirst(), function);
      session.out().print(text);
      session.out().flush();
      return 0;
    } catch (CapstoneException | NoFunctionException | IOException e) {
      session.error("disas: " + e.getMessage());
      return FAILED;
    } catch (ModuleLoadException e) {
      session.error("disas: " + session.arguments().getFirst() + ": " + ModuleReader.reason(e));
      return FAILED;
    } catch (ErrnoException e) {
      session.error("disas: " + session.arguments().getFirst() + ": " + e.getMessage());
      return USAGE;
    }
  }

  /** There is nothing to disassemble. */
  private static final class NoFunctionException extends Exception {
    private static final long serialVersionUID = 1;

    NoFunctionException(String message) {
      super(message);
    }
  }

  private static String inFile(
      Session session, Disassembler disassembler, String file, String function)
      throws ErrnoException,
          IOException,
          ModuleLoadException,
          CapstoneException,
          NoFunctionException {
    byte[] bytes = ModuleCompression.unpack(ExplainCommand.read(session, file));
    ElfModule elf = ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
    elf.setupLoadInfo(0);
    FunctionCode code = FunctionCode.find(elf, function);
    if (code == null) {
      throw new NoFunctionException(file + " has no function " + function);
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

  private String loaded(Session session, Disassembler disassembler, String function)
      throws ErrnoException, CapstoneException, NoFunctionException {
    ProcKallsyms symbols = ProcKallsyms.read(session);
    ProcKallsyms.Function found = symbols.find(function);
    if (found == null) {
      throw new NoFunctionException("no module that is loaded has a function " + function);
    }
    byte[] code = loaded.read(found.address(), found.length());
    if (code == null) {
      throw new NoFunctionException("the code of " + function + " cannot be read");
    }
    return new Listing(symbols::nameOf, _ -> null)
        .of(
            function + " [" + found.module() + "]",
            disassembler.disassemble(withoutPadding(code), found.address()),
            (_, _) -> null);
  }

  /** The last function of a section has what fills its last page behind it. */
  private static byte[] withoutPadding(byte[] code) {
    int end = code.length;
    while (end > 1 && code[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(code, end);
  }
}
