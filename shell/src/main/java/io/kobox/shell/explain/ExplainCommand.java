package io.kobox.shell.explain;

import com.google.gson.GsonBuilder;
import io.kobox.capstone.CapstoneException;
import io.kobox.capstone.Disassembler;
import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleLoadException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Terminal;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code explain FILE.ko}: a page about a module, without running it; with {@code --json} the same
 * for programs; with {@code --disas} the code of its init and exit, or of a function. Exit status
 * 0; 1 if the file is no module, or has no such function, or there is no libcapstone; 2 for wrong
 * usage or a file that cannot be read.
 */
public final class ExplainCommand implements Command {
  private static final int NO_MODULE = 1;
  private static final int USAGE = 2;
  private static final int BUFFER = 1 << 16;
  private static final String DISAS = "--disas";
  private static final List<String> INIT_AND_EXIT = List.of("init_module", "cleanup_module");
  private static final String SYMBOL = "alias symbol:";

  private final Supplier<KernelKnowledge> kernel;

  /**
   * The command.
   *
   * @param kernel asked when the command runs
   */
  public ExplainCommand(Supplier<KernelKnowledge> kernel) {
    this.kernel = kernel;
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "tell what a module is and what insmod would do with it";
  }

  @Override
  public String usage() {
    return """
        usage: explain [--json] [--disas[=FUNCTION]] FILE.ko

        What a module is, needs, exports and takes as parameters, and what would happen at
        insmod; nothing of it is run. --disas adds the code of init and exit, or of a function.""";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    List<String> files =
        session.arguments().stream().filter(argument -> !argument.startsWith("-")).toList();
    List<String> options =
        session.arguments().stream().filter(argument -> argument.startsWith("-")).toList();
    if (options.contains("--help")) {
      session.out().println(usage());
      session.out().flush();
      return 0;
    }
    if (files.size() != 1 || !options.stream().allMatch(ExplainCommand::isOption)) {
      session.error(usage());
      return USAGE;
    }
    return explain(session, files.getFirst(), options);
  }

  private static boolean isOption(String word) {
    return word.equals("--json") || word.equals(DISAS) || word.startsWith(DISAS + "=");
  }

  private int explain(Session session, String file, List<String> options) throws ErrnoException {
    byte[] bytes;
    try {
      bytes = ModuleCompression.unpack(read(session, file));
    } catch (ErrnoException e) {
      session.error("explain: " + file + ": " + e.getMessage());
      return USAGE;
    } catch (IOException e) {
      session.error("explain: " + file + ": " + e.getMessage());
      return NO_MODULE;
    }
    KernelKnowledge known = kernel.get();
    ModuleFacts facts;
    try {
      facts = new ModuleReader(file, bytes, known, exporters(session, known.release())).read();
      facts = facts.with(code(file, bytes, options));
    } catch (ModuleLoadException e) {
      session.error("explain: " + file + ": " + ModuleReader.reason(e));
      return NO_MODULE;
    } catch (CapstoneException | NoCodeException e) {
      session.error("explain: " + e.getMessage());
      return NO_MODULE;
    }
    session
        .out()
        .print(
            options.contains("--json")
                ? new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(facts)
                    + "\n"
                : new ExplainPage(facts, Terminal.columns(session, 1)).text());
    session.out().flush();
    return 0;
  }

  /** What was to be disassembled cannot be. */
  private static final class NoCodeException extends Exception {
    private static final long serialVersionUID = 1;

    NoCodeException(String message) {
      super(message);
    }
  }

  private static List<ModuleFacts.Code> code(String file, byte[] bytes, List<String> options)
      throws ModuleLoadException, CapstoneException, NoCodeException {
    List<ModuleFacts.Code> code = new ArrayList<>();
    for (String option : options) {
      if (!option.startsWith(DISAS)) {
        continue;
      }
      Disassembler disassembler = CapstoneLibrary.open();
      if (disassembler == null) {
        throw new NoCodeException("there is no libcapstone on the host");
      }
      FileDisassembly disassembly = new FileDisassembly(bytes, disassembler);
      boolean named = !option.equals(DISAS);
      List<String> functions =
          named ? List.of(option.substring(DISAS.length() + 1)) : INIT_AND_EXIT;
      for (String function : functions) {
        String listing = disassembly.listing(function);
        if (listing != null) {
          code.add(new ModuleFacts.Code(function, listing.lines().toList()));
        } else if (named) {
          throw new NoCodeException(file + " has no function " + function);
        }
      }
    }
    return code;
  }

  /** modules.symbols, where depmod has written which module exports what. */
  private static Map<String, String> exporters(Session session, String release) {
    Map<String, String> exporters = new HashMap<>();
    try {
      byte[] text = read(session, "/lib/modules/" + release + "/modules.symbols");
      for (String line : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
        int space = line.lastIndexOf(' ');
        if (line.startsWith(SYMBOL) && space > SYMBOL.length()) {
          exporters.put(line.substring(SYMBOL.length(), space), line.substring(space + 1));
        }
      }
    } catch (ErrnoException e) {
      // no tree of modules: only the kernel's own exports are known
    }
    return exporters;
  }

  /** All of a file of the machine. */
  static byte[] read(Session session, String file) throws ErrnoException {
    int fd = session.calls().openat(OpenFlags.AT_FDCWD, file, OpenFlags.O_RDONLY, 0);
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int count = session.calls().read(fd, buffer, 0, BUFFER);
          count > 0;
          count = session.calls().read(fd, buffer, 0, BUFFER)) {
        bytes.write(buffer, 0, count);
      }
      return bytes.toByteArray();
    } finally {
      session.calls().close(fd);
    }
  }
}
