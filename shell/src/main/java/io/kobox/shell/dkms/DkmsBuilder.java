package io.kobox.shell.dkms;

import io.kobox.shell.dkms.DkmsTree.Package;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds sources and builds modules of them (dkms: add_module(), prepare_build(), actual_build()).
 */
final class DkmsBuilder {
  private final DkmsSession session;
  private final DkmsTree tree;
  private final String jobs;

  /** {@code jobs}: what follows make's -j. */
  DkmsBuilder(DkmsSession session, String jobs) {
    this.session = session;
    this.tree = session.tree();
    this.jobs = jobs;
  }

  void add(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    if (tree.isAdded(module)) {
      throw new DkmsException(
          3,
          "DKMS tree already contains: " + module.dashed(),
          "You cannot add the same module/version combo more than once.");
    }
    Path sources = session.sources(module);
    if (!Files.isDirectory(sources)) {
      throw new DkmsException(
          2,
          "Could not find module source directory.",
          "Directory: " + sources + " does not exist.");
    }
    DkmsConf conf = session.conf(module, kernel, sources.resolve("dkms.conf"));
    for (String directive : conf.unsupported()) {
      session.err().println("kobox: dkms.conf: " + directive + " is not followed");
    }
    session.out().println("Creating symlink " + tree.source(module) + " -> " + sources);
    Files.createDirectories(tree.build(module));
    Files.createSymbolicLink(tree.source(module), sources);
  }

  void build(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    DkmsConf conf = prepare(module, kernel);
    make(module, kernel, conf);
    clean(conf, tree.build(module));
    new FolderTree(tree.build(module)).delete();
  }

  private DkmsConf prepare(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    if (!tree.isAdded(module)) {
      add(module, kernel);
    }
    Path built = tree.built(module, kernel);
    if (Files.isDirectory(built)) {
      throw new DkmsException(
          3,
          "This module/version has already been built on: " + kernel.release(),
          "Directory "
              + built
              + " already exists. Use the dkms remove function before trying to build again.");
    }
    DkmsConf conf = session.conf(module, kernel);
    if (conf.buildExclude()) {
      throw new DkmsException(
          77,
          "The "
              + built
              + "/dkms.conf for module "
              + module.name()
              + " includes a BUILD_EXCLUSIVE directive which does not match this"
              + " kernel/arch/config.",
          "This indicates that it should not be built.");
    }
    Path source = tree.source(module);
    if (new FolderTree(source).children().size() < 2) {
      throw new DkmsException(
          8,
          "The directory " + source + " does not appear to have module source located within it.",
          "Build halted.");
    }
    if (!Files.exists(Path.of(kernel.sourceFolder(), "include"))) {
      String release = kernel.release();
      throw new DkmsException(
          1,
          "Your kernel headers for kernel "
              + release
              + " cannot be found at /lib/modules/"
              + release
              + "/build or /lib/modules/"
              + release
              + "/source.",
          "Please install the linux-headers-"
              + release
              + " package or use the --kernelsourcedir option to tell DKMS where it's located.");
    }
    new FolderTree(tree.build(module)).delete();
    new FolderTree(source).copyTo(tree.build(module));
    return conf;
  }

  private void make(Package module, DkmsKernel kernel, DkmsConf conf)
      throws DkmsException, IOException, InterruptedException {
    Path folder = tree.build(module);
    Path log = folder.resolve("make.log");
    String on = kernel.release() + " (" + kernel.architecture() + ")";
    session.out().println("\nBuilding module:");
    clean(conf, folder);
    Files.writeString(
        log,
        "DKMS make.log for " + module.dashed() + " for kernel " + on + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    String command = conf.make();
    if (command.startsWith("make")) {
      command =
          "make -j"
              + jobs
              + " KERNELRELEASE="
              + kernel.release()
              + command.substring("make".length());
    }
    int status;
    session.out().print(command + "...");
    session.out().flush();
    try (OutputStream output = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      status = session.shell().run(command, folder, output);
    }
    end(status);
    if (status != 0) {
      throw new DkmsException(
          10,
          "Bad return status for module build on kernel: " + on,
          "Consult " + log + " for more information.");
    }
    for (DkmsConf.Module each : conf.modules()) {
      if (!Files.exists(file(folder, each))) {
        throw new DkmsException(
            7,
            " Build of " + each.builtName() + ".ko failed for: " + on,
            "Make sure the name of the generated module is correct and at the root of the",
            "build directory, or consult make.log in the build directory",
            folder + " for more information.");
      }
    }
    keep(module, kernel, conf, log);
  }

  /** Puts the log and the modules into the tree. */
  private void keep(Package module, DkmsKernel kernel, DkmsConf conf, Path log)
      throws IOException, InterruptedException {
    Path built = tree.built(module, kernel);
    Files.createDirectories(built.resolve("log"));
    Files.createDirectories(built.resolve("module"));
    Path config = Path.of(kernel.sourceFolder(), ".config");
    if (Files.exists(config)) {
      Files.copy(config, built.resolve("log/.config"));
    }
    Files.move(log, built.resolve("log/make.log"));
    for (DkmsConf.Module each : conf.modules()) {
      Path file = file(tree.build(module), each);
      if (each.strip() && session.programs().has("strip")) {
        tool(file, "strip", "-g");
      }
      String suffix = kernel.compression();
      switch (suffix) {
        case ".gz" -> tool(file, "gzip", "-9f");
        case ".xz" -> tool(file, "xz", "-f");
        case ".zst" -> tool(file, "zstd", "-q", "-f", "-T0", "-20", "--ultra", "--rm");
        default -> {}
      }
      Files.copy(
          file.resolveSibling(file.getFileName() + suffix),
          built.resolve("module").resolve(each.destName() + ".ko" + suffix),
          StandardCopyOption.REPLACE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  private void tool(Path file, String... words) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of(words));
    argv.add(file.toString());
    int status = session.programs().run(argv);
    if (status != 0) {
      throw new IOException(words[0] + " " + file + ": exit status " + status);
    }
  }

  private static Path file(Path folder, DkmsConf.Module module) {
    return folder.resolve(module.builtLocation() + module.builtName() + ".ko");
  }

  private void clean(DkmsConf conf, Path folder) throws IOException, InterruptedException {
    session.out().print("Cleaning build area...");
    session.out().flush();
    end(session.shell().run(conf.clean(), folder, OutputStream.nullOutputStream()));
  }

  /** invoke_command(): what follows a command's description. */
  private void end(int status) {
    session.out().println(status > 0 ? "(bad exit status: " + status + ")" : "");
  }
}
