package io.kobox.kernel.module;

import io.kobox.certs.SystemKeyring;
import io.kobox.export.ServedExports;
import io.kobox.fs.OpenFile;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.jumplabel.StaticKeys;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.params.KernelParamOps;
import io.kobox.kernel.params.ParseArgs;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.OidRegistry;
import io.kobox.lib.bug.Bugs;
import io.kobox.lib.dynamicdebug.DynamicDebug;
import io.kobox.loader.ElfModule;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleLoadException;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Machine;
import io.kobox.machine.PageTables;
import io.kobox.mm.PerCpu;
import io.kobox.mm.Slab;
import io.kobox.mm.VmArea;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Structs;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The module loader with all it works on, and its system calls (kernel/module/main.c). */
public final class ModuleSubsystem implements ModuleCalls {
  private static final int EXISTING_FLAGS =
      ElfModule.MODULE_INIT_IGNORE_MODVERSIONS | ElfModule.MODULE_INIT_IGNORE_VERMAGIC;
  private static final int INIT_COMPRESSED_FILE = 4;
  private static final int READ_SIZE = 1 << 20;

  /** The largest file that is read: memory is the guest's limit anyway. */
  private static final int LARGEST_FILE = 256 << 20;

  /**
   * The parts of the kernel that loading a module touches.
   *
   * @param moduleArea where modules live
   */
  public record Environment(
      Machine machine,
      Structs structs,
      GuestFunctions functions,
      GuestFunctions initcalls,
      KernelLog log,
      Taints taints,
      Slab slab,
      PerCpu perCpu,
      VmArea moduleArea,
      Bugs bugs,
      KernelExports kernelExports,
      SysfsDirectory sysModule,
      KernelProfile profile,
      Runnable dumpStack,
      LeftBehind leftBehind,
      StaticKeys staticKeys,
      DynamicDebug dynamicDebug) {}

  private final Environment environment;
  private final Modules modules;
  private final ModuleStates states;
  private final ModuleNotifiers notifiers;
  private final KernelParamOps paramOps;
  private final ParseArgs parseArgs;
  private final ModuleSysfs sysfs;
  private final BuiltinParameters builtins;
  private final FreeModule freeModule;
  private final InitModule initModule;
  private final DeleteModule deleteModule;
  private @Nullable CodeWatcher code;
  private final Set<String> noticed = new HashSet<>();
  private ModuleWatcher watcher = ModuleWatcher.NONE;

  public ModuleSubsystem(Environment environment, Modules modules) {
    this.environment = environment;
    this.modules = modules;
    Structs structs = environment.structs();
    GuestFunctions functions = environment.functions();
    GuestMemory memory = environment.machine().memory();
    this.states = new ModuleStates(structs.btf());
    this.notifiers = new ModuleNotifiers(structs, functions);
    this.paramOps = new KernelParamOps(structs, functions);
    this.parseArgs = new ParseArgs(memory, paramOps, environment.log(), environment.taints());
    this.sysfs =
        new ModuleSysfs(environment.sysModule(), memory, environment.slab(), paramOps, parseArgs);
    this.builtins =
        sysfs.addBuiltins(
            environment.profile().builtinModules(), environment.kernelExports(), structs);
    this.freeModule =
        new FreeModule(modules, environment.moduleArea(), paramOps, environment.leftBehind());
    this.initModule =
        new InitModule(
            modules,
            notifiers,
            freeModule,
            environment.initcalls(),
            environment.log(),
            environment.dumpStack());
    this.deleteModule =
        new DeleteModule(modules, notifiers, freeModule, functions, environment.taints());
  }

  /** Asks {@code leftBehinds} about each module that goes. */
  public void watch(LeftBehinds leftBehinds) {
    freeModule.watch(leftBehinds);
  }

  /** Tells {@code watcher} of each module before it runs. */
  public void watch(CodeWatcher watcher) {
    code = watcher;
  }

  void codeLoaded(ElfModule module) {
    if (code != null) {
      code.loaded(module);
    }
  }

  /** Tells {@code newWatcher} of modules that come and go. */
  public void watch(ModuleWatcher newWatcher) {
    watcher = newWatcher;
    freeModule.watch(newWatcher);
  }

  ModuleWatcher watcher() {
    return watcher;
  }

  /** The exports that this subsystem serves. */
  public ServedExports exportTable() {
    return new ModuleExportsTable(new ModuleExports(modules, notifiers));
  }

  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    new LoadModule(this, 0).load(image, parameters);
  }

  @Override
  public void finitModule(OpenFile file, String parameters, int flags) throws ErrnoException {
    if ((flags & ~(EXISTING_FLAGS | INIT_COMPRESSED_FILE)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if ((flags & INIT_COMPRESSED_FILE) != 0) {
      // CONFIG_MODULE_DECOMPRESS is not set: module_decompress is not there
      throw new ErrnoException(Errno.EOPNOTSUPP);
    }
    new LoadModule(this, flags)
        .load(ModuleFileReader.read(file, READ_SIZE, LARGEST_FILE), parameters);
  }

  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    deleteModule.delete(name, flags);
  }

  Modules modules() {
    return modules;
  }

  ModuleStates states() {
    return states;
  }

  ModuleNotifiers notifiers() {
    return notifiers;
  }

  KernelParamOps paramOps() {
    return paramOps;
  }

  ParseArgs parseArgs() {
    return parseArgs;
  }

  ModuleSysfs sysfs() {
    return sysfs;
  }

  FreeModule freeModule() {
    return freeModule;
  }

  InitModule initModule() {
    return initModule;
  }

  Structs structs() {
    return environment.structs();
  }

  GuestMemory memory() {
    return environment.machine().memory();
  }

  PageTables pageTables() {
    return environment.machine().tables();
  }

  KernelLog log() {
    return environment.log();
  }

  Taints taints() {
    return environment.taints();
  }

  StaticKeys staticKeys() {
    return environment.staticKeys();
  }

  DynamicDebug dynamicDebug() {
    return environment.dynamicDebug();
  }

  PerCpu perCpu() {
    return environment.perCpu();
  }

  VmArea moduleArea() {
    return environment.moduleArea();
  }

  Bugs bugs() {
    return environment.bugs();
  }

  KernelExports kernelExports() {
    return environment.kernelExports();
  }

  String vermagic() {
    return environment.profile().vermagic();
  }

  /** The CRC of module_layout, which stands for struct module and its kin. */
  @Nullable Integer moduleLayoutCrc() {
    var symbol = environment.kernelExports().find("module_layout", true);
    return symbol == null || symbol.crc() == 0 ? null : symbol.crc();
  }

  /** CONFIG_MODVERSIONS, which Debian has not since 6.15. */
  boolean hasSymbolVersions() {
    return vermagic().contains(" modversions ");
  }

  /** Whether each kind of memory of a module is of its own (struct module_memory, 6.4). */
  boolean hasMemoryByType() {
    return structs().type("module").has("mem");
  }

  /** mod_verify_sig(): the signature of the first {@code length} bytes of a file. */
  void verify(byte[] file, int length, byte[] pkcs7, Consumer<LogLine> lines)
      throws ModuleLoadException {
    OidRegistry registry = new OidRegistry(structs().btf());
    SystemKeyring.of(environment.profile()).verify(file, length, pkcs7, registry, lines);
  }

  /** is_module_sig_enforced. */
  boolean isSignatureEnforced() {
    return builtins.isSet("module.sig_enforce");
  }

  /** How much dynamic debug says of itself. */
  public int dynamicDebugVerbose() {
    return builtins.number("dynamic_debug.verbose");
  }

  /** Who else exports {@code name}; null if nobody. */
  @Nullable String exporter(String name, Module self) {
    if (environment.kernelExports().isExported(name)) {
      return "kernel";
    }
    Module owner = null;
    for (Module module : modules.all()) {
      if (module != self
          && module.state() != ModuleState.UNFORMED
          && module.exports().containsKey(name)) {
        owner = module;
      }
    }
    return owner == null ? null : owner.name();
  }

  /** pr_notice_once. */
  void noticeOnce(String site, String text) {
    if (noticed.add(site)) {
      environment.log().notice(text);
    }
  }

  /** The parameter string in guest memory; freed with the module. */
  long copyArguments(Module module, String arguments) throws ErrnoException {
    long copy = environment.slab().kmalloc(arguments.length() + 1L, 0);
    if (copy == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    memory().write(copy, arguments.getBytes(StandardCharsets.ISO_8859_1));
    memory().putByte(copy + arguments.length(), (byte) 0);
    module.onTeardown(() -> environment.slab().kfree(copy));
    return copy;
  }

  /** The RAM behind an allocation of the module area, whose frames are contiguous. */
  MemorySegment segment(long address, long size) {
    return environment
        .machine()
        .physicalMemory()
        .ram()
        .asSlice(environment.moduleArea().physical(address), size);
  }
}
