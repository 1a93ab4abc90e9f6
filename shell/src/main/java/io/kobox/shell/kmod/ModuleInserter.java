package io.kobox.shell.kmod;

import io.kobox.kmod.ForcedImage;
import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.KmodModule;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;

/** Gives modules to the kernel and takes them back (kmod: libkmod/libkmod-module.c). */
final class ModuleInserter {
  /** KMOD_INSERT_FORCE_VERMAGIC. */
  static final int FORCE_VERMAGIC = 1;

  /** KMOD_INSERT_FORCE_MODVERSION. */
  static final int FORCE_MODVERSION = 2;

  private static final int MODULE_INIT_IGNORE_MODVERSIONS = 1;
  private static final int MODULE_INIT_IGNORE_VERMAGIC = 2;
  private static final int O_NONBLOCK = 04000;
  private static final int O_TRUNC = 01000;

  private final KmodContext context;
  private final SystemCalls calls;

  ModuleInserter(Tool tool, KmodContext context) {
    this.context = context;
    this.calls = tool.calls();
  }

  /** kmod_module_insert_module(). */
  void insert(KmodModule module, int flags, String parameters) throws KmodException {
    String path = module.path();
    if (path == null) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:895",
              "kmod_module_insert_module",
              "could not find module by name='" + module.name() + "'");
      throw KmodException.noEntry();
    }
    try (KmodFile file = KmodFile.open(context.tree(), path, context.log())) {
      if (file.content() instanceof SystemCallFile open && insertFile(open, flags, parameters)) {
        return;
      }
      boolean modversions = (flags & FORCE_MODVERSION) != 0;
      boolean vermagic = (flags & FORCE_VERMAGIC) != 0;
      byte[] image = flags == 0 ? file.bytes() : ForcedImage.of(file, modversions, vermagic);
      calls.initModule(image, parameters);
    } catch (ErrnoException e) {
      throw SystemCallTree.failure(e);
    }
  }

  /** False if the kernel has no finit_module. */
  private boolean insertFile(SystemCallFile file, int flags, String parameters)
      throws ErrnoException {
    int kernelFlags = (flags & FORCE_VERMAGIC) != 0 ? MODULE_INIT_IGNORE_VERMAGIC : 0;
    kernelFlags |= (flags & FORCE_MODVERSION) != 0 ? MODULE_INIT_IGNORE_MODVERSIONS : 0;
    try {
      calls.finitModule(file.fd(), parameters, kernelFlags);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOSYS) {
        return false;
      }
      throw e;
    }
  }

  /** kmod_module_remove_module(); {@code log}: libkmod tells why it failed, too. */
  void remove(KmodModule module, boolean force, boolean log) throws KmodException {
    try {
      calls.deleteModule(module.name(), force ? O_NONBLOCK | O_TRUNC : O_NONBLOCK);
    } catch (ErrnoException e) {
      if (log) {
        context
            .log()
            .error(
                "../libkmod/libkmod-module.c:856",
                "kmod_module_remove_module",
                "could not remove '" + module.name() + "': " + e.getMessage());
      }
      throw SystemCallTree.failure(e);
    }
  }
}
