package io.kobox.shell.explain;

import java.util.List;
import java.util.Map;

/**
 * What a module file tells of itself, beside a kernel.
 *
 * @param file the file's name
 * @param name the module's
 * @param info the strings of .modinfo that say what it is: license, description, author …
 * @param bytes the file's size
 * @param coreSize what it takes of memory
 * @param initSize what it takes until its init has run
 * @param signed whether a signature is appended
 * @param debugInfo whether source lines are known
 * @param vermagic the kernel it was built for
 * @param kernel the kernel it is looked at for
 * @param insmod what insmod would do and say
 * @param code functions that were asked for, disassembled
 */
public record ModuleFacts(
    String file,
    String name,
    Map<String, List<String>> info,
    long bytes,
    long coreSize,
    long initSize,
    boolean signed,
    boolean debugInfo,
    String vermagic,
    String kernel,
    List<Parameter> parameters,
    List<Import> imports,
    List<Export> exports,
    List<Section> sections,
    Verdict insmod,
    List<Code> code) {

  /** The same with disassembled functions. */
  ModuleFacts with(List<Code> functions) {
    return new ModuleFacts(
        file,
        name,
        info,
        bytes,
        coreSize,
        initSize,
        signed,
        debugInfo,
        vermagic,
        kernel,
        parameters,
        imports,
        exports,
        sections,
        insmod,
        functions);
  }

  /** A function's listing, line by line, as {@code disas} prints it. */
  public record Code(String function, List<String> lines) {}

  /** A parameter: {@code module_param(name, type, …)} and MODULE_PARM_DESC. */
  public record Parameter(String name, String type, String description) {}

  /** Where an imported symbol comes from. */
  public enum Support {
    FULL("full"),
    PARTIAL("partial"),
    STUB("stub"),
    /** The image kernel has it, the simulated one has not. */
    IMAGE("needs --kernel"),
    /** Another module exports it. */
    MODULE("module"),
    UNRESOLVED("unresolved");

    private final String text;

    Support(String text) {
      this.text = text;
    }

    /** How the page says it. */
    public String text() {
      return text;
    }
  }

  /**
   * A symbol that the module needs.
   *
   * @param from who exports it: vmlinux, a module; empty: nobody that is known
   * @param problem why the module would be refused for it; empty: it is not
   */
  public record Import(
      String name,
      boolean weak,
      String from,
      Support support,
      String note,
      boolean gplOnly,
      String namespace,
      String problem) {}

  /** A symbol that the module exports. */
  public record Export(String name, boolean gplOnly) {}

  /** A section that takes memory: {@code rwx} as of pages. */
  public record Section(String name, long size, String access) {}

  /**
   * What insmod would come to.
   *
   * @param errno 0: the module is loaded and its init runs
   * @param message what insmod prints for that
   * @param log what the kernel would log before init, on a kernel that is not tainted yet
   */
  public record Verdict(int errno, String message, List<String> log) {
    /** Whether the module's init would run. */
    public boolean loads() {
      return errno == 0;
    }
  }
}
