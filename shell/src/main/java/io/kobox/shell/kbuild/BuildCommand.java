package io.kobox.shell.kbuild;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kobox build}: runs kbuild on the host for a folder of module sources. Writes into that
 * folder and, for {@code modules_install}, into the place that the user names, nowhere else.
 */
public final class BuildCommand {
  public static final String USAGE =
      """
      usage: kobox [--modules TREE] build DIR [--headers DIR] [--vscode] [TARGET] [VARIABLE=VALUE ...]

      Builds the kernel modules in DIR as 'make -C HEADERS M=DIR modules' does.

        --headers DIR    the kernel headers or the prepared kernel tree to build against; without it
                         those of /lib/modules/*/build or /usr/src/linux-headers-*, of the simulated
                         kernel's release if they are there
        --vscode         write DIR/.vscode/c_cpp_properties.json, so that the editor finds the headers
        TARGET           modules (default), clean, modules_install, or another one of kbuild
                         modules_install puts the modules into the tree of --modules or below
                         INSTALL_MOD_PATH=ROOT; 'depmod' in the machine indexes it then
        VARIABLE=VALUE   for make: V=1, W=1, CC=gcc, ...

      examples:
        kobox build hello
        kobox --modules tree build hello modules_install
        kobox --modules tree sh -c 'depmod; modprobe hello; dmesg; modprobe -r hello'
      """;

  private static final int FAILED = 2;

  private final HostPrograms programs;
  private final HeadersFinder finder;
  private final PrintStream out;
  private final PrintStream err;

  /** {@code finder}: where headers are looked for without --headers. */
  public BuildCommand(
      HostPrograms programs, HeadersFinder finder, PrintStream out, PrintStream err) {
    this.programs = programs;
    this.finder = finder;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs one build; the result is make's exit status, or 2 if something is missing.
   *
   * @param modules the folder of --modules; null: not given
   * @param release of the kernel that kobox simulates
   */
  public int run(List<String> words, @Nullable Path modules, String release)
      throws InterruptedException {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    try {
      return build(words, modules, release);
    } catch (BuildException e) {
      e.text().lines().forEach(line -> err.println("kobox: build: " + line));
      return FAILED;
    } catch (IOException e) {
      err.println("kobox: build: " + e.getMessage());
      return FAILED;
    }
  }

  private int build(List<String> words, @Nullable Path modules, String release)
      throws BuildException, IOException, InterruptedException {
    Path folder = null;
    Path given = null;
    boolean vscode = false;
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--vscode")) {
        vscode = true;
      } else if (word.equals("--headers") && i + 1 < words.size()) {
        given = Path.of(words.get(++i));
      } else if (word.startsWith("--headers=")) {
        given = Path.of(word.substring("--headers=".length()));
      } else if (word.startsWith("--")) {
        throw new BuildException("no such option: " + word + "\n'kobox build --help' shows them");
      } else if (folder == null && word.indexOf('=') < 0) {
        folder = Path.of(word);
      } else {
        arguments.add(word);
      }
    }
    if (folder == null) {
      throw new BuildException("which folder?\n'kobox build --help' shows how it is used");
    }
    KernelHeaders headers =
        given != null ? KernelHeaders.at(given.toAbsolutePath()) : finder.forRelease(release);
    if (!headers.release().equals(release)) {
      err.println(
          "kobox: building for " + headers.release() + "; the simulated kernel is " + release);
    }
    Kbuild kbuild = new Kbuild(programs, headers, folder);
    kbuild.check(arguments);
    if (vscode) {
      err.println("kobox: " + new CodeProperties(headers).write(folder));
    }
    if (arguments.stream().allMatch(word -> word.indexOf('=') > 0)) {
      arguments.addFirst("modules");
    }
    return arguments.contains("modules_install")
        ? install(kbuild, headers, arguments, modules)
        : kbuild.make(arguments);
  }

  /** The host's own /lib/modules is never written. */
  private static int install(
      Kbuild kbuild, KernelHeaders headers, List<String> arguments, @Nullable Path modules)
      throws BuildException, IOException, InterruptedException {
    for (String argument : arguments) {
      if (argument.startsWith("INSTALL_MOD_PATH=") && !argument.endsWith("=")) {
        return kbuild.make(arguments);
      }
    }
    if (modules == null) {
      throw new BuildException(
          "modules_install: where to?\n"
              + "name the tree: 'kobox --modules TREE build DIR modules_install',"
              + " or INSTALL_MOD_PATH=ROOT");
    }
    try (ModulesTree tree = new ModulesTree(modules, headers.release())) {
      List<String> all = new ArrayList<>(arguments);
      all.add("INSTALL_MOD_PATH=" + tree.root());
      return kbuild.make(all);
    }
  }
}
