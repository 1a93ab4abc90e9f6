package io.kobox.shell.dkms;

import io.kobox.shell.dkms.DkmsTree.Package;
import io.kobox.shell.kbuild.BuildException;
import io.kobox.shell.kbuild.HeadersFinder;
import io.kobox.shell.kbuild.HostPrograms;
import io.kobox.shell.kbuild.KernelHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code kobox dkms}: module packages with a {@code dkms.conf}, built for each kernel whose headers
 * the host has, as Debian's dkms 3.0.10 does it, in a tree of the user's own. Nothing is signed.
 */
public final class DkmsCommand {
  public static final String USAGE =
      """
      Usage: kobox [--modules TREE] dkms [action] [options]
        [action]  = { add | remove | build | install | uninstall | unbuild | status }
        [options] = [-m module] [-v module-version] [-k kernel-version] [-a arch]
                    [-c dkms.conf-location] [-q] [--force] [--all] [--kernelsourcedir=source-location]
                    [--headers=source-location] [--dkmstree=path] [--sourcetree=path] [--installtree=path]
                    [--no-depmod] [-j number] [--version]

      DIR                 instead of -m: a folder with a dkms.conf, copied into the source tree
      --all               build, install: for each kernel whose headers are there;
                          uninstall, unbuild, remove: for each one that it is built for
      --headers=TREE      build against this tree, for the release that it tells
      --installtree=PATH  install into PATH/RELEASE; without it, into the tree of --modules, or into
                          that of a kernel which 'kobox kernel install' keeps

      examples:
        kobox dkms add ./hello
        kobox dkms build hello/1.0 --all
        kobox --modules tree dkms install hello/1.0
        kobox --modules tree sh -c 'modprobe hello; dmesg'
      """;

  private static final String NOT_ADDED =
      "Arguments <module> and <module-version> are not specified.";

  /**
   * Where things are if no option says it.
   *
   * @param cache the folder for the trees
   * @param release of the kernel that is simulated: what dkms takes from uname
   * @param modules the folder to install into for a release; null: there is none
   */
  public record Places(Path cache, String release, Function<String, @Nullable Path> modules) {}

  private final HostPrograms programs;
  private final HeadersFinder finder;
  private final ConfShell shell;
  private final Places places;
  private final PrintStream out;
  private final PrintStream err;

  public DkmsCommand(
      HostPrograms programs,
      HeadersFinder finder,
      ConfShell shell,
      Places places,
      PrintStream out,
      PrintStream err) {
    this.programs = programs;
    this.finder = finder;
    this.shell = shell;
    this.places = places;
    this.out = out;
    this.err = err;
  }

  /** Runs one command line; the result is dkms's exit status. */
  public int run(List<String> words) throws InterruptedException {
    try {
      return run(DkmsOptions.parse(words));
    } catch (DkmsException e) {
      print(e, err);
      if (e.isUsage()) {
        out.print(USAGE);
      }
      return e.status();
    } catch (IOException e) {
      err.println("kobox: dkms: " + e);
      return 1;
    }
  }

  private void print(DkmsException e, PrintStream stream) {
    out.flush();
    stream.print("Error! ");
    e.lines().forEach(stream::println);
    stream.flush();
  }

  private int run(DkmsOptions options) throws DkmsException, IOException, InterruptedException {
    if (options.help) {
      out.print(USAGE);
      return 0;
    }
    if (options.showVersion) {
      out.println("dkms-3.0.10");
      return 0;
    }
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    return new Run(options, options.quiet ? silent : out, options.quiet ? silent : err).run();
  }

  /** One command line that is carried out. */
  private final class Run {
    private final DkmsOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final DkmsSession session;
    private final DkmsTree tree;
    private final DkmsBuilder builder;
    private final DkmsInstaller installer;
    private final DkmsStatus status;
    private Package module;

    Run(DkmsOptions options, PrintStream out, PrintStream err) {
      this.options = options;
      this.out = out;
      this.err = err;
      Path root = options.dkmsTree;
      tree = new DkmsTree(root != null ? root : places.cache().resolve("tree"));
      session = new DkmsSession(tree, sourceTree(), options.conf, programs, shell, out, err);
      String jobs =
          options.jobs.isEmpty()
              ? Integer.toString(Runtime.getRuntime().availableProcessors())
              : options.jobs;
      builder = new DkmsBuilder(session, jobs.equals("0") ? "" : jobs);
      installer = new DkmsInstaller(session, options.force, !options.noDepmod);
      status = new DkmsStatus(session, installer, name -> kernel(name.getFirst(), name.getLast()));
      module = new Package(options.module, options.version);
    }

    private Path sourceTree() {
      Path given = options.sourceTree;
      return given != null ? given : places.cache().resolve("src");
    }

    int run() throws DkmsException, IOException, InterruptedException {
      return switch (options.action) {
        case "status" -> printStatus();
        case "add" -> {
          takeSources();
          builder.add(module, kernels(List.of()).getFirst());
          yield 0;
        }
        case "build" -> {
          takeSources();
          yield each(kernels(headers()), this::build);
        }
        case "install" -> {
          takeSources();
          yield each(kernels(headers()), this::install);
        }
        case "uninstall" -> each(builtKernels(), this::uninstall);
        case "unbuild" -> each(builtKernels(), this::unbuild);
        case "remove" -> {
          int result = each(builtKernels(), this::unbuild);
          forget();
          yield result;
        }
        case "" -> {
          session.error("Unknown action specified: \"\"");
          out.print(USAGE);
          yield 0;
        }
        default -> {
          err.println("kobox: dkms: there is no " + options.action + " here");
          err.println("kobox: 'kobox dkms --help' shows what there is");
          yield 2;
        }
      };
    }

    private int printStatus() throws DkmsException, IOException, InterruptedException {
      if (options.kernels.isEmpty()) {
        status.print(module, "", "");
      }
      for (int i = 0; i < options.kernels.size(); i++) {
        String architecture = options.architectures.isEmpty() ? "" : options.architecture(i);
        status.print(module, options.kernels.get(i), architecture);
      }
      return 0;
    }

    /** The kernels that something is undone for. */
    private List<DkmsKernel> builtKernels()
        throws DkmsException, IOException, InterruptedException {
      check(options.action);
      if (!tree.isAdded(module)) {
        throw new DkmsException(
            3,
            "The module/version combo: " + module.dashed() + " is not located in the DKMS tree.");
      }
      return kernels(options.all ? status.built(module) : List.of());
    }

    /** One kernel after the other; a failure leaves the others their turn. */
    private int each(List<DkmsKernel> kernels, Step step) throws IOException, InterruptedException {
      int result = 0;
      for (DkmsKernel kernel : kernels) {
        try {
          step.run(kernel);
          result = options.all ? result : 0;
        } catch (DkmsException e) {
          print(e, err);
          result = e.status();
        }
      }
      return result;
    }

    private void build(DkmsKernel kernel) throws DkmsException, IOException, InterruptedException {
      if (isBuilt(kernel)) {
        if (!options.force) {
          out.println(
              "Module "
                  + module
                  + " already built for kernel "
                  + on(kernel)
                  + ", skip. You may override by specifying --force.");
          return;
        }
        forget(kernel);
      }
      builder.build(module, kernel);
    }

    private void install(DkmsKernel kernel)
        throws DkmsException, IOException, InterruptedException {
      if (isBuilt(kernel) && tree.isActive(module, kernel)) {
        if (!options.force) {
          out.println(
              "Module "
                  + module
                  + " already installed on kernel "
                  + on(kernel)
                  + ", skip. You may override by specifying --force.");
          return;
        }
        installer.uninstall(module, kernel);
      }
      if (!isBuilt(kernel)) {
        builder.build(module, kernel);
      }
      installer.install(module, kernel);
    }

    private void uninstall(DkmsKernel kernel)
        throws DkmsException, IOException, InterruptedException {
      if (isBuilt(kernel) && tree.isActive(module, kernel)) {
        installer.uninstall(module, kernel);
      } else {
        out.println(
            "Module "
                + module.name()
                + " "
                + module.version()
                + " is not installed for kernel "
                + on(kernel)
                + ". Skipping...");
      }
    }

    private void unbuild(DkmsKernel kernel)
        throws DkmsException, IOException, InterruptedException {
      uninstall(kernel);
      if (isBuilt(kernel)) {
        forget(kernel);
      } else {
        out.println(
            "Module "
                + module.name()
                + " "
                + module.version()
                + " is not built for kernel "
                + on(kernel)
                + ". Skipping...");
      }
    }

    /** do_unbuild(). */
    private void forget(DkmsKernel kernel) throws IOException {
      Path built = tree.built(module, kernel);
      new FolderTree(built).delete();
      FolderTree release = new FolderTree(built.resolveSibling(".").normalize());
      if (release.children().isEmpty()) {
        release.delete();
      }
    }

    /** What is left of remove_module() when the kernels are done. */
    private void forget() throws IOException {
      boolean used =
          new FolderTree(tree.folder(module))
              .children().stream()
                  .filter(Files::isDirectory)
                  .anyMatch(
                      child ->
                          !List.of("build", "source", "tarball", "driver_disk", "rpm", "deb")
                              .contains(String.valueOf(child.getFileName())));
      if (!used) {
        out.println("Deleting module " + module.dashed() + " completely from the DKMS tree.");
        new FolderTree(tree.folder(module)).delete();
      }
      FolderTree name = new FolderTree(tree.root().resolve(module.name()));
      if (name.children().isEmpty()) {
        name.delete();
      }
    }

    private boolean isBuilt(DkmsKernel kernel)
        throws DkmsException, IOException, InterruptedException {
      return tree.isAdded(module)
          && Files.isDirectory(tree.built(module, kernel).resolve("module"))
          && tree.isBuilt(module, kernel, session.conf(module, kernel));
    }

    /** add_source_tree(): a folder that is named instead of a package. */
    private void takeSources() throws DkmsException, IOException, InterruptedException {
      Path folder = options.sources;
      if (folder != null && module.name().isEmpty()) {
        Path from = folder.toRealPath();
        DkmsConf conf =
            session.conf(module, kernels(List.of()).getFirst(), from.resolve("dkms.conf"));
        module = new Package(conf.name(), conf.version());
        Path to = session.sources(module);
        if (options.force && Files.isDirectory(to) && !from.equals(to)) {
          err.println();
          out.println("Forcing install of " + module.dashed());
          new FolderTree(to).delete();
        }
        if (!from.equals(to)) {
          new FolderTree(from).copyTo(to);
        }
      }
      check("add");
    }

    /** check_module_args(). */
    private void check(String action) throws DkmsException {
      if (module.name().isEmpty() || module.version().isEmpty()) {
        throw new DkmsException(
            1,
            NOT_ADDED,
            "Usage: " + action + " <module>/<module-version> or",
            "       " + action + " -m <module>/<module-version> or",
            "       " + action + " -m <module> -v <module-version>");
      }
    }

    /**
     * Those that the options name, without any the simulated one; {@code all}: what --all means.
     */
    private List<DkmsKernel> kernels(List<DkmsKernel> all) throws DkmsException {
      if (options.all && !all.isEmpty()) {
        return all;
      }
      List<DkmsKernel> kernels = new ArrayList<>();
      for (int i = 0; i < options.kernels.size(); i++) {
        kernels.add(kernel(options.kernels.get(i), options.architecture(i)));
      }
      if (kernels.isEmpty() && !(options.all && isRemoval())) {
        kernels.add(kernel(usualRelease(), options.architecture(0)));
      }
      return kernels;
    }

    private boolean isRemoval() {
      return List.of("uninstall", "unbuild", "remove").contains(options.action);
    }

    private String usualRelease() throws DkmsException {
      Path headers = options.headers;
      if (headers == null || !options.headersWithRelease) {
        return places.release();
      }
      try {
        return KernelHeaders.at(headers).release();
      } catch (BuildException e) {
        throw new DkmsException(1, e.text().split("\n", -1));
      }
    }

    private List<DkmsKernel> headers() {
      return options.headers != null
          ? List.of()
          : finder.all().stream()
              .map(tree -> kernel(tree.release(), options.architecture(0)))
              .toList();
    }

    private DkmsKernel kernel(String release, String architecture) {
      KernelHeaders found = options.headers != null ? null : finder.find(release);
      Path install = options.installTree;
      return new DkmsKernel(
          release,
          architecture,
          found == null ? options.headers : found.folder(),
          install != null ? install.resolve(release) : places.modules().apply(release));
    }

    private static String on(DkmsKernel kernel) {
      return kernel.release() + " (" + kernel.architecture() + ")";
    }
  }

  /** What is done for one kernel. */
  private interface Step {
    void run(DkmsKernel kernel) throws DkmsException, IOException, InterruptedException;
  }
}
