package io.kobox.shell.explain;

import io.kobox.capstone.CapstoneException;
import io.kobox.capstone.Disassembler;
import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleLoadException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.util.Arrays;
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
    String listing = new FileDisassembly(bytes, disassembler).listing(function);
    if (listing == null) {
      throw new NoFunctionException(file + " has no function " + function);
    }
    return listing;
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
