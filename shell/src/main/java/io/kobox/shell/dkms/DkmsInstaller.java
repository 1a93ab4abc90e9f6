package io.kobox.shell.dkms;

import io.kobox.kmod.HostTree;
import io.kobox.kmod.depmod.Depmod;
import io.kobox.kmod.depmod.DepmodFailure;
import io.kobox.kmod.depmod.DepmodLog;
import io.kobox.shell.dkms.DkmsTree.Package;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts built modules into a kernel's tree of modules, and takes them out (dkms: do_install(),
 * do_uninstall(), as on Debian, where an original module stays where it is).
 */
final class DkmsInstaller {
  private final DkmsSession session;
  private final DkmsTree tree;
  private final boolean force;
  private final boolean depmod;

  /** {@code force}: versions are not compared; {@code depmod}: the indexes are written. */
  DkmsInstaller(DkmsSession session, boolean force, boolean depmod) {
    this.session = session;
    this.tree = session.tree();
    this.force = force;
    this.depmod = depmod;
  }

  /** Installs what is built. */
  void install(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    Path modules = kernel.modules();
    if (modules == null || !Files.exists(modules)) {
      throw new DkmsException(
          6,
          "The directory "
              + (modules == null ? "/lib/modules/" + kernel.release() : modules)
              + " doesn't exist.",
          "You cannot install a module onto a non-existant kernel.");
    }
    DkmsConf conf = session.conf(module, kernel);
    for (DkmsConf.Module each : conf.modules()) {
      session.out().println("\n" + each.destName() + ".ko" + kernel.compression() + ":");
      Path built =
          DkmsTree.moduleFile(tree.built(module, kernel).resolve("module"), each.destName());
      List<Path> present = new FolderTree(modules).find(DkmsTree.fileNames(each.destName()));
      session.out().println("Running module version sanity check.");
      if (built == null || !isReplacement(each, built, present, kernel)) {
        continue;
      }
      session.out().println(" - Original module");
      if (Files.isSymbolicLink(tree.active(module, kernel))) {
        session.out().println("   - This kernel never originally had a module by this name");
      } else if (present.isEmpty()) {
        session.out().println("   - No original module exists within this kernel");
      }
      Path folder = below(modules, each.destLocation());
      session.out().println(" - Installation");
      session.out().println("   - Installing to " + folder + "/");
      Files.createDirectories(folder);
      Files.copy(
          built,
          folder.resolve(String.valueOf(built.getFileName())),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Path link = tree.active(module, kernel);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(
        link, Path.of(module.version(), kernel.release(), kernel.architecture()));
    runDepmod(kernel, modules);
  }

  /** check_version_sanity(). */
  private boolean isReplacement(
      DkmsConf.Module module, Path built, List<Path> present, DkmsKernel kernel)
      throws IOException {
    if (present.isEmpty() || force) {
      return true;
    }
    ModuleVersion ours = ModuleVersion.of(built);
    ModuleVersion theirs = ModuleVersion.of(present.getFirst());
    String file = module.destName() + ".ko" + kernel.compression();
    if (theirs.isNewerThan(ours)) {
      session.error(
          "Module version " + ours.version() + " for " + file,
          "is not newer than what is already found in kernel "
              + kernel.release()
              + " ("
              + theirs.version()
              + ").",
          "You may override by specifying --force.");
      return false;
    }
    if (theirs.isSameAs(ours)) {
      session.out().flush();
      session.err().println("Module version " + ours.version() + " for " + file);
      session
          .err()
          .println("exactly matches what is already found in kernel " + kernel.release() + ".");
      session.err().println("DKMS will not replace this module.");
      session.err().println("You may override by specifying --force.");
      return false;
    }
    return true;
  }

  /** Takes out what may be installed. */
  void uninstall(Package module, DkmsKernel kernel)
      throws DkmsException, IOException, InterruptedException {
    PrintStream out = session.out();
    out.println(
        "Module "
            + module.dashed()
            + " for kernel "
            + kernel.release()
            + " ("
            + kernel.architecture()
            + ").");
    out.println("Before uninstall, this module version was ACTIVE on this kernel.");
    Path modules = kernel.modules();
    for (DkmsConf.Module each : session.conf(module, kernel).modules()) {
      out.println("\n" + each.destName() + ".ko" + kernel.compression() + ":");
      out.println(" - Uninstallation");
      Path file = modules == null ? null : installed(module, kernel, each, modules);
      if (file == null || modules == null) {
        out.println("   - Module was not found within " + modules + "/");
      } else {
        Path folder = file.resolveSibling(".").normalize();
        out.println("   - Deleting from: " + folder + "/");
        Files.delete(file);
        removeEmpty(folder, modules);
      }
      out.println(" - Original module");
      out.println("   - No original module was found for this module on this kernel.");
      out.println("   - Use the dkms install command to reinstall any previous module version.");
    }
    Files.deleteIfExists(tree.active(module, kernel));
    if (modules != null) {
      runDepmod(kernel, modules);
    }
  }

  /** find_actual_dest_module_location(): the installed file, if it is of our version; or null. */
  @Nullable Path installed(Package module, DkmsKernel kernel, DkmsConf.Module each, Path modules) {
    Path built = DkmsTree.moduleFile(tree.built(module, kernel).resolve("module"), each.destName());
    for (String location : List.of(each.destLocation(), each.givenLocation())) {
      Path file = DkmsTree.moduleFile(below(modules, location), each.destName());
      if (file != null
          && built != null
          && ModuleVersion.of(built).isSameAs(ModuleVersion.of(file))) {
        return file;
      }
    }
    return null;
  }

  private static Path below(Path modules, String location) {
    return modules.resolve(location.replaceAll("^/+", "")).normalize();
  }

  /** {@code rmdir -p}, up to the tree's root. */
  private static void removeEmpty(Path folder, Path root) throws IOException {
    for (Path at = folder;
        at.startsWith(root) && !at.equals(root) && new FolderTree(at).children().isEmpty();
        at = at.resolveSibling(".").normalize()) {
      Files.delete(at);
    }
  }

  private void runDepmod(DkmsKernel kernel, Path modules) throws DkmsException {
    session.out().println("depmod...");
    session.out().flush();
    if (!depmod) {
      return;
    }
    String directory =
        new String(
            modules.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Depmod.Options options =
        new Depmod.Options(
            directory, kernel.release(), List.of(), null, null, false, '\0', false, "dkms");
    Depmod run = new Depmod(new HostTree(), options, new Silence(), (place, function, text) -> {});
    try {
      run.runAll();
      run.write();
    } catch (DepmodFailure e) {
      throw new DkmsException(
          6,
          "Problems with depmod detected. Automatically uninstalling this module.",
          "Install Failed (depmod problems). Module rolled back to built state.");
    }
  }

  /** invoke_command() runs depmod in the background, with its messages thrown away. */
  private static final class Silence implements DepmodLog {
    @Override
    public void error(String text) {}

    @Override
    public void warning(String text) {}

    @Override
    public void info(String text) {}

    @Override
    public void show(String text) {}

    @Override
    public DepmodFailure fatal(String text) {
      return new DepmodFailure(text);
    }
  }
}
