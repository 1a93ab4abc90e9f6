package io.kobox.shell.dkms;

import io.kobox.shell.dkms.DkmsTree.Package;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code dkms status}: what is added, built and installed (dkms: do_status()). */
final class DkmsStatus {
  /** {@code +([0-9]).*}: the folders of a package that are named after kernels. */
  private static final Pattern RELEASE = Pattern.compile("[0-9]+\\..*");

  private final DkmsSession session;
  private final DkmsTree tree;
  private final DkmsInstaller installer;

  /** The kernel for a release and an architecture. */
  private final Function<List<String>, DkmsKernel> kernels;

  DkmsStatus(
      DkmsSession session, DkmsInstaller installer, Function<List<String>, DkmsKernel> kernels) {
    this.session = session;
    this.tree = session.tree();
    this.installer = installer;
    this.kernels = kernels;
  }

  /** Prints the lines; an empty name, version, release or architecture stands for all. */
  void print(Package wanted, String release, String architecture)
      throws DkmsException, IOException, InterruptedException {
    for (Path name : new FolderTree(tree.root()).children()) {
      for (Path version : new FolderTree(name).children()) {
        Package module = new Package(last(name), last(version));
        if (isOneOf(wanted.name(), module.name())
            && isOneOf(wanted.version(), module.version())
            && tree.isAdded(module)) {
          printBuilt(module, release, architecture);
        }
      }
    }
  }

  private void printBuilt(Package module, String release, String architecture)
      throws DkmsException, IOException, InterruptedException {
    List<DkmsKernel> built =
        built(module).stream()
            .filter(kernel -> isOneOf(release, kernel.release()))
            .filter(kernel -> isOneOf(architecture, kernel.architecture()))
            .toList();
    if (built.isEmpty()) {
      session.out().println(module + ": added");
    }
    for (DkmsKernel kernel : built) {
      boolean active = tree.isActive(module, kernel);
      session
          .out()
          .println(
              module
                  + ", "
                  + kernel.release()
                  + ", "
                  + kernel.architecture()
                  + (active ? ": installed" : ": built")
                  + (active ? differences(module, kernel) : ""));
    }
  }

  /** module_status_built_extra(): what is wrong with an installed package. */
  private String differences(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    Path modules = kernel.modules();
    for (DkmsConf.Module each : session.conf(module, kernel).modules()) {
      Path built =
          DkmsTree.moduleFile(tree.built(module, kernel).resolve("module"), each.destName());
      Path installed = modules == null ? null : installer.installed(module, kernel, each, modules);
      if (built == null || installed == null || Files.mismatch(built, installed) >= 0) {
        text.append(" (WARNING! Diff between built and installed module!)");
      }
    }
    return text.toString();
  }

  /** The kernels that a package is built for, sorted by release. */
  List<DkmsKernel> built(Package module) throws DkmsException, IOException, InterruptedException {
    List<DkmsKernel> found = new ArrayList<>();
    for (Path release : new FolderTree(tree.folder(module)).children()) {
      if (!RELEASE.matcher(last(release)).matches()) {
        continue;
      }
      for (Path architecture : new FolderTree(release).children()) {
        DkmsKernel kernel = kernels.apply(List.of(last(release), last(architecture)));
        if (tree.isBuilt(module, kernel, session.conf(module, kernel))) {
          found.add(kernel);
        }
      }
    }
    return found;
  }

  private static boolean isOneOf(String wanted, String name) {
    return wanted.isEmpty() || wanted.equals(name);
  }

  private static String last(Path path) {
    return String.valueOf(path.getFileName());
  }
}
