package io.kobox.shell.dkms;

import io.kobox.shell.dkms.DkmsTree.Package;
import io.kobox.shell.kbuild.HostPrograms;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What the actions of one command share: the trees, the conf files read, the streams. */
final class DkmsSession {
  private final DkmsTree tree;
  private final Path sourceTree;
  private final @Nullable Path givenConf;
  private final HostPrograms programs;
  private final ConfShell shell;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<List<Object>, DkmsConf> confs = new HashMap<>();

  /** {@code givenConf}: that of -c. */
  DkmsSession(
      DkmsTree tree,
      Path sourceTree,
      @Nullable Path givenConf,
      HostPrograms programs,
      ConfShell shell,
      PrintStream out,
      PrintStream err) {
    this.tree = tree;
    this.sourceTree = sourceTree;
    this.givenConf = givenConf;
    this.programs = programs;
    this.shell = shell;
    this.out = out;
    this.err = err;
  }

  DkmsTree tree() {
    return tree;
  }

  HostPrograms programs() {
    return programs;
  }

  ConfShell shell() {
    return shell;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** error(): the lines of a failure that is not the command's end. */
  void error(String... lines) {
    out.flush();
    err.print("Error! ");
    for (String line : lines) {
      err.println(line);
    }
  }

  /** Where the sources of {@code module} are, before it is added. */
  Path sources(Package module) {
    return sourceTree.resolve(module.dashed());
  }

  /** The conf of a package that was added. */
  DkmsConf conf(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    return conf(module, kernel, tree.source(module).resolve("dkms.conf"), "");
  }

  /** The conf of a folder with sources. */
  DkmsConf conf(Package module, DkmsKernel kernel, Path usual)
      throws DkmsException, IOException, InterruptedException {
    return conf(module, kernel, usual, usual.toString());
  }

  /** read_conf_or_die(); {@code shown}: what the error calls the file, nothing in dkms's tree. */
  private DkmsConf conf(Package module, DkmsKernel kernel, Path usual, String shown)
      throws DkmsException, IOException, InterruptedException {
    Path file = givenConf != null ? givenConf : usual;
    if (!Files.isReadable(file)) {
      throw new DkmsException(
          4, "Could not locate dkms.conf file.", "File: " + file + " does not exist.");
    }
    List<Object> key = List.of(file, module, kernel.release(), kernel.architecture());
    DkmsConf known = confs.get(key);
    if (known != null) {
      return known;
    }
    List<String> errors = new ArrayList<>();
    Map<String, NavigableMap<Integer, String>> values =
        shell.source(file, variables(module, kernel));
    DkmsConf conf =
        DkmsConf.of(values, kernel, config(kernel), tree.build(module).toString(), errors);
    if (!errors.isEmpty()) {
      out.flush();
      errors.forEach(err::println);
      throw new DkmsException(
          8,
          "Bad conf file.",
          "File: "
              + (givenConf != null ? file : shown)
              + " does not represent a valid dkms.conf file.");
    }
    confs.put(key, conf);
    return conf;
  }

  private Map<String, String> variables(Package module, DkmsKernel kernel) {
    return Map.of(
        "kernelver", kernel.release(),
        "arch", kernel.architecture(),
        "kernel_source_dir", kernel.sourceFolder(),
        "kernel_config", kernel.sourceFolder() + "/.config",
        "dkms_tree", tree.root().toString(),
        "source_tree", sourceTree.toString(),
        "module", module.name(),
        "module_version", module.version());
  }

  private static String config(DkmsKernel kernel) throws IOException {
    Path file = Path.of(kernel.sourceFolder(), ".config");
    return Files.isReadable(file) ? Files.readString(file) : "";
  }
}
