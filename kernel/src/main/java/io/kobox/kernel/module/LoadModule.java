package io.kobox.kernel.module;

import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.params.KernelParam;
import io.kobox.kernel.params.ParseArgs;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.loader.ElfModule;
import io.kobox.loader.FtraceSites;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleVersions;
import io.kobox.loader.Relocations;
import io.kobox.loader.ReturnThunks;
import io.kobox.loader.SymbolSimplification;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads one module, step by step in the kernel's order (kernel/module/main.c: load_module). */
final class LoadModule {
  private final ModuleSubsystem subsystem;
  private final KernelLog log;
  private final Taints taints;
  private final int flags;
  private boolean signatureOk;

  LoadModule(ModuleSubsystem subsystem, int flags) {
    this.subsystem = subsystem;
    this.log = subsystem.log();
    this.taints = subsystem.taints();
    this.flags = flags;
  }

  /** Loads and starts the module; on an error nothing of it stays. */
  void load(byte[] file, String arguments) throws ErrnoException {
    try {
      ElfModule elf = open(file);
      ModInfo modInfo = new ModInfo(elf);
      ModuleVersions versions = new ModuleVersions(elf);
      ModuleTaints moduleTaints = new ModuleTaints();
      elf.rewriteSectionHeaders();
      checkVersionOfStructModule(elf, versions, moduleTaints);
      checkModInfo(elf, modInfo, versions, moduleTaints);
      ModuleLayout layout = new ModuleLayout(elf, subsystem.hasMemoryByType());
      layout.enforceRwxSections();
      layout.markSpecialSections();
      layout.layoutSections();
      layout.layoutSymtab(subsystem.structs().type("mod_kallsyms").size());
      ModulePlacement placement = ModulePlacement.of(elf, layout, subsystem);
      new Loading(file, elf, modInfo, versions, placement, moduleTaints).run(arguments);
    } catch (ModuleLoadException e) {
      for (LogLine line : e.log()) {
        log(line);
      }
      throw new ErrnoException(e.errno());
    }
  }

  private void log(LogLine line) {
    log.log(line.level(), line.text() + "\n");
  }

  /** module_sig_check, elf_validity_check, setup_load_info. */
  private ElfModule open(byte[] file) throws ModuleLoadException {
    ModuleFile moduleFile = new ModuleFile(file);
    ModuleFile.Checked checked = moduleFile.signatureCheck(flags);
    checked.log().ifPresent(this::log);
    checkSignature(moduleFile, checked, file);
    ElfModule elf = ElfModule.elfValidityCheck(checked.module());
    elf.setupLoadInfo(flags);
    return elf;
  }

  /** module_sig_check. */
  private void checkSignature(ModuleFile moduleFile, ModuleFile.Checked checked, byte[] file)
      throws ModuleLoadException {
    String reason =
        switch (checked.state()) {
          case NONE -> "unsigned module";
          case UNSUPPORTED -> "module with unsupported crypto";
          case PRESENT -> verify(file, checked.module().length(), moduleFile.pkcs7().orElseThrow());
        };
    signatureOk = reason.isEmpty();
    if (!signatureOk && subsystem.isSignatureEnforced()) {
      log.notice("Loading of " + reason + " is rejected\n");
      throw new ModuleLoadException(Errno.EKEYREJECTED.number());
    }
  }

  /** What is wrong with a signature but no obstacle, empty if nothing. */
  private String verify(byte[] file, int length, byte[] pkcs7) throws ModuleLoadException {
    try {
      subsystem.verify(file, length, pkcs7, this::log);
      return "";
    } catch (ModuleLoadException e) {
      if (e.errno() == Errno.ENOKEY.number()) {
        return "module with unavailable key";
      }
      if (e.errno() == ModuleLoadException.ENOPKG) {
        return "module with unsupported crypto";
      }
      throw e;
    }
  }

  /** The taints that a module gets before it has its struct module. */
  private final class ModuleTaints {
    private final List<Taint> list = new ArrayList<>();

    void add(Taint taint) {
      taints.add(taint);
      list.add(taint);
    }

    void addUnreliable(Taint taint) {
      taints.addUnreliable(taint);
      list.add(taint);
    }

    /** try_to_force_load (CONFIG_MODULE_FORCE_LOAD). */
    void forceLoad(String module, String reason) {
      if (!taints.test(Taint.FORCED_MODULE)) {
        log.warn(module + ": " + reason + ": kernel tainted.\n");
      }
      addUnreliable(Taint.FORCED_MODULE);
    }
  }

  /** check_modstruct_version. */
  private void checkVersionOfStructModule(
      ElfModule elf, ModuleVersions versions, ModuleTaints moduleTaints)
      throws ModuleLoadException {
    String name = elf.moduleName();
    boolean same =
        ModuleVersion.check(
            elf.name(),
            "module_layout",
            versions,
            subsystem.moduleLayoutCrc(),
            reason -> moduleTaints.forceLoad(name, reason),
            log);
    if (!same) {
      throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
    }
  }

  private void checkModInfo(
      ElfModule elf, ModInfo info, ModuleVersions versions, ModuleTaints moduleTaints)
      throws ModuleLoadException {
    String name = elf.moduleName();
    boolean ignored = (flags & ElfModule.MODULE_INIT_IGNORE_VERMAGIC) != 0;
    String magic = ignored ? null : info.get("vermagic");
    if (magic == null) {
      moduleTaints.forceLoad(name, "bad vermagic");
    } else if (!ModuleVersion.sameMagic(magic, subsystem.vermagic(), versions.isPresent())) {
      throw new ModuleLoadException(
          ModuleLoadException.ENOEXEC,
          LogLine.error(
              elf.name()
                  + ": version magic '"
                  + magic
                  + "' should be '"
                  + subsystem.vermagic()
                  + "'"));
    }
    if (info.get("intree") == null) {
      if (!taints.test(Taint.OOT_MODULE)) {
        log.warn(name + ": loading out-of-tree module taints kernel.\n");
      }
      moduleTaints.add(Taint.OOT_MODULE);
    }
    if (info.get("retpoline") == null) {
      // retpoline_module_ok: the CPU is one that Spectre v2 concerns
      log.err("Spectre V2 : System may be vulnerable to spectre v2\n");
      log.warn(name + ": loading module not compiled with retpoline compiler.\n");
    }
    if (info.get("staging") != null) {
      moduleTaints.add(Taint.CRAP);
      log.warn(
          name
              + ": module is from the staging directory, the quality is unknown, you have been"
              + " warned.\n");
    }
    if (info.get("livepatch") != null) {
      moduleTaints.add(Taint.LIVEPATCH);
      subsystem.noticeOnce("livepatch", name + ": tainting kernel with TAINT_LIVEPATCH\n");
    }
    setLicense(name, info.get("license"), moduleTaints);
    if (info.get("test") != null) {
      if (!taints.test(Taint.TEST)) {
        log.warn(name + ": loading test module taints kernel.\n");
      }
      moduleTaints.add(Taint.TEST);
    }
  }

  private void setLicense(String name, @Nullable String given, ModuleTaints moduleTaints) {
    String license = given == null ? "unspecified" : given;
    if (!License.isGplCompatible(license)) {
      if (!taints.test(Taint.PROPRIETARY_MODULE)) {
        log.warn(name + ": module license '" + license + "' taints kernel.\n");
      }
      moduleTaints.addUnreliable(Taint.PROPRIETARY_MODULE);
    }
  }

  /** A module that has its memory. */
  private final class Loading {
    private final byte[] file;
    private final ElfModule elf;
    private final ModInfo modInfo;
    private final ModuleVersions versions;
    private final ModulePlacement placement;
    private final Module module;

    private Loading(
        byte[] file,
        ElfModule elf,
        ModInfo modInfo,
        ModuleVersions versions,
        ModulePlacement placement,
        ModuleTaints moduleTaints) {
      this.file = file;
      this.elf = elf;
      this.modInfo = modInfo;
      this.versions = versions;
      this.placement = placement;
      this.module = placement.module();
      moduleTaints.list.forEach(module::taint);
    }

    /** From add_unformed_module on. */
    private void run(String arguments) throws ErrnoException, ModuleLoadException {
      try {
        addUnformed();
      } catch (ErrnoException e) {
        subsystem.freeModule().freeMemory(module);
        throw e;
      }
      try {
        form(arguments);
      } catch (ErrnoException | ModuleLoadException e) {
        subsystem.freeModule().free(module);
        subsystem.modules().moduleWait().wakeUp();
        throw e;
      }
      subsystem.initModule().run(module);
    }

    /** add_unformed_module: one of a name at a time. */
    private void addUnformed() throws ErrnoException {
      module.setState(ModuleState.UNFORMED);
      Modules modules = subsystem.modules();
      Module old = modules.find(module.name(), true);
      if (old != null) {
        if (old.state() == ModuleState.COMING || old.state() == ModuleState.UNFORMED) {
          modules.moduleWait().waitEvent(() -> finishedLoading(module.name()));
          old = modules.find(module.name(), true);
        }
        throw new ErrnoException(
            old != null && old.state() == ModuleState.LIVE ? Errno.EEXIST : Errno.EBUSY);
      }
      modules.add(module);
    }

    private boolean finishedLoading(String name) {
      Module other = subsystem.modules().find(name, true);
      return other == null
          || other.state() == ModuleState.LIVE
          || other.state() == ModuleState.GOING;
    }

    private void form(String arguments) throws ErrnoException, ModuleLoadException {
      if (!signatureOk) {
        subsystem.noticeOnce(
            "signature",
            module.name()
                + ": module verification failed: signature and/or required key missing -"
                + " tainting kernel\n");
        taint(Taint.UNSIGNED_MODULE);
      }
      placement.allocatePerCpu();
      module.setRefcount(1);
      checkExportVersions();
      module.setVersions(modInfo.get("version"), modInfo.get("srcversion"));
      relocate();
      placement.findSections();
      long args = subsystem.copyArguments(module, arguments);
      checkDuplicateExports();
      placement.protect();
      subsystem.codeLoaded(elf);
      module.setState(ModuleState.COMING);
      subsystem.watcher().coming(module, file);
      int refused = subsystem.notifiers().callComing(module);
      if (refused != 0) {
        throw new ErrnoException(-refused);
      }
      parseArguments(args);
      subsystem.sysfs().setUp(module);
    }

    private void taint(Taint taint) {
      taints.add(taint);
      module.taint(taint);
    }

    /** check_module_license_and_versions, without the three modules it knows by name. */
    private void checkExportVersions() {
      boolean unversioned =
          (elf.findSection("__ksymtab") != 0 && elf.findSection("__kcrctab") == 0)
              || (elf.findSection("__ksymtab_gpl") != 0 && elf.findSection("__kcrctab_gpl") == 0);
      if (unversioned && subsystem.hasSymbolVersions()) {
        forceLoad("no versions for exported symbols");
      }
    }

    private void forceLoad(String reason) {
      ModuleTaints forced = new ModuleTaints();
      forced.forceLoad(module.name(), reason);
      forced.list.forEach(module::taint);
    }

    private void relocate() throws ModuleLoadException {
      KernelExports exports = subsystem.kernelExports();
      SymbolSimplification.simplifySymbols(
          placement.image(),
          placement.perCpuOffset(),
          new ResolveSymbol(
              module,
              elf.name(),
              modInfo,
              versions,
              exports,
              subsystem.modules(),
              this::forceLoad,
              log));
      Relocations.applyRelocations(placement.image());
      placement.copyPerCpu();
      placement.addKallsyms();
      ReturnThunks.applyReturns(placement.image(), exports.addressOf("__x86_return_thunk"));
      FtraceSites.makeNops(placement.image(), exports.addressOf("__fentry__"));
    }

    /** verify_exported_symbols. */
    private void checkDuplicateExports() throws ModuleLoadException {
      for (String name : module.exports().keySet()) {
        String owner = subsystem.exporter(name, module);
        if (owner != null) {
          throw new ModuleLoadException(
              ModuleLoadException.ENOEXEC,
              LogLine.error(
                  module.name()
                      + ": exports duplicate symbol "
                      + name
                      + " (owned by "
                      + owner
                      + ")"));
        }
      }
    }

    private void parseArguments(long arguments) throws ErrnoException {
      List<KernelParam> params = module.params();
      ParseArgs.Result result =
          subsystem.parseArgs().parse(module.name(), arguments, params, this::unknownParameter);
      if (result.error() != 0) {
        throw new ErrnoException(-result.error());
      }
      if (result.afterDashes() != 0) {
        log.warn(
            module.name()
                + ": parameters '"
                + subsystem.memory().string(result.afterDashes())
                + "' after `--' ignored\n");
      }
    }

    /** unknown_module_param_cb: asynchronous probing and dynamic debug are taken, not more. */
    private int unknownParameter(String name, @Nullable String value) {
      if (!name.equals("async_probe")
          && !subsystem.dynamicDebug().parameter(name, value, module.name())) {
        int dot = name.indexOf('.'); // ddebug_dyndbg_param_cb ends the name there
        String shown = dot < 0 ? name : name.substring(0, dot);
        log.warn(module.name() + ": unknown parameter '" + shown + "' ignored\n");
      }
      return 0;
    }
  }
}
