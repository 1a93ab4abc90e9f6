package io.kobox.shell.explain;

import io.kobox.kernel.entry.ServedExport;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleLoadException;
import io.kobox.profile.KernelProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code kobox explain [--json] FILE.ko}. */
public final class ExplainCommand {
  private final Explainer explainer;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * The command for one kernel.
   *
   * @param exports what the simulated kernel serves
   */
  public ExplainCommand(
      KernelProfile profile, List<ServedExport> exports, PrintStream out, PrintStream err) {
    this.explainer = new Explainer(profile, exports);
    this.out = out;
    this.err = err;
  }

  /** Explains the file; 2 if it cannot be read or is no module. */
  public int run(String name, boolean json) {
    Path file = Path.of(name);
    try {
      Path folder = file.toAbsolutePath().getParent();
      Map<String, String> siblings = folder == null ? Map.of() : Siblings.exports(folder);
      Explanation module = explainer.explain(Files.readAllBytes(file), siblings);
      out.print(json ? ExplainJson.of(module) : ExplainText.of(module));
      out.flush();
      return 0;
    } catch (IOException e) {
      err.println("kobox: explain: " + name + ": cannot read it as a file of a module: " + e);
    } catch (ModuleLoadException e) {
      err.println("kobox: explain: " + name + ": insmod would say: Invalid module format");
      for (LogLine line : e.log()) {
        err.println("kobox: explain: the kernel would log: " + line.text());
      }
    }
    return 2;
  }
}
