package io.kobox.kernel.module;

import io.kobox.kernel.params.KernelParam;
import io.kobox.lib.dynamicdebug.DynamicDebug;
import io.kobox.loader.ElfModule;
import io.kobox.loader.JumpLabels;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleImage;
import io.kobox.loader.ModuleKallsyms;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleSections;
import io.kobox.loader.ModuleSymbols;
import io.kobox.loader.ModuleTable;
import io.kobox.loader.PagePermissions;
import io.kobox.loader.PercpuSection;
import io.kobox.loader.SectionHeader;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Protection;
import io.kobox.mm.PerCpu;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A module's place in guest memory, and what its sections tell (kernel/module/main.c: move_module,
 * find_module_sections; strict_rwx.c).
 */
final class ModulePlacement {
  private static final int SHT_NOTE = 7;
  private static final int KSYM_FLAG_GPL_ONLY = 1;

  private final ElfModule elf;
  private final Module module;
  private final ModuleImage image;
  private final ModuleSubsystem subsystem;
  private long perCpuOffset;

  private ModulePlacement(
      ElfModule elf, Module module, ModuleImage image, ModuleSubsystem subsystem) {
    this.elf = elf;
    this.module = module;
    this.image = image;
    this.subsystem = subsystem;
  }

  /** Moves a module to memory of its own; nothing is kept on an error. */
  static ModulePlacement of(ElfModule elf, ModuleLayout layout, ModuleSubsystem subsystem)
      throws ModuleLoadException {
    long core = subsystem.moduleArea().allocate(layout.coreSize(), Protection.READ_WRITE);
    long init =
        core == 0 ? 0 : subsystem.moduleArea().allocate(layout.initSize(), Protection.READ_WRITE);
    try {
      if (init == 0) {
        throw new ModuleLoadException(ModuleLoadException.ENOMEM);
      }
      MemorySegment coreMemory = subsystem.segment(core, layout.coreSize());
      MemorySegment initMemory = subsystem.segment(init, layout.initSize());
      ModuleImage image = ModuleImage.moveModule(layout, coreMemory, initMemory, core, init);
      long address = elf.moduleSection().address();
      if (!image.contains(address, subsystem.structs().type("module").size())
          || elf.moduleSection().isInInit()) {
        throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
      }
      Struct struct = subsystem.structs().at("module", address);
      Module module =
          new Module(
              elf.moduleName(),
              struct,
              subsystem.states(),
              new ModuleMemory(core, layout.coreSize(), layout.coreTextSize()),
              new ModuleMemory(init, layout.initSize(), layout.initTextSize()));
      return new ModulePlacement(elf, module, image, subsystem);
    } catch (ModuleLoadException e) {
      subsystem.moduleArea().free(core);
      subsystem.moduleArea().free(init);
      throw e;
    }
  }

  Module module() {
    return module;
  }

  ModuleImage image() {
    return image;
  }

  /** mod->percpu: where the module's per-CPU variables are in the per-CPU area. */
  long perCpuOffset() {
    return perCpuOffset;
  }

  /** percpu_modalloc. */
  void allocatePerCpu() throws ModuleLoadException {
    PercpuSection section = PercpuSection.of(elf);
    section.warning().ifPresent(line -> subsystem.log().log(line.level(), line.text() + "\n"));
    if (section.size() == 0) {
      return;
    }
    PerCpu perCpu = subsystem.perCpu();
    perCpuOffset = perCpu.allocate(section.size(), section.alignment());
    if (perCpuOffset == 0) {
      throw new ModuleLoadException(
          ModuleLoadException.ENOMEM,
          LogLine.warning(
              module.name() + ": Could not allocate " + section.size() + " bytes percpu data"));
    }
    module.onTeardown(() -> perCpu.free(perCpuOffset));
  }

  /** percpu_modcopy. */
  void copyPerCpu() throws ModuleLoadException {
    if (perCpuOffset != 0) {
      subsystem
          .memory()
          .write(subsystem.perCpu().address(perCpuOffset), PercpuSection.contents(elf));
    }
  }

  /** add_kallsyms: what the module's own code finds at mod->kallsyms. */
  void addKallsyms() throws ModuleLoadException {
    long init = image.initBase() + image.layout().initKallsymsOffset();
    Struct temporary = subsystem.structs().at("mod_kallsyms", init);
    set(temporary, ModuleKallsyms.addInit(image));
    Struct struct = subsystem.structs().at("module", module.address());
    long core = struct.addressOf("core_kallsyms");
    set(subsystem.structs().at("mod_kallsyms", core), ModuleKallsyms.addCore(image));
    struct.set("kallsyms", init);
    module.setCoreKallsyms(() -> struct.set("kallsyms", core));
  }

  private static void set(Struct struct, ModuleKallsyms kallsyms) {
    struct.set("symtab", kallsyms.symtab());
    struct.set("num_symtab", kallsyms.count());
    struct.set("strtab", kallsyms.strtab());
    struct.set("typetab", kallsyms.typetab());
  }

  /** find_module_sections, after relocation, so that pointers in them hold. */
  void findSections() throws ModuleLoadException {
    ModuleSections sections = new ModuleSections(image);
    module.setParams(params(sections));
    addExports(sections, ModuleTable.KSYMTAB, ModuleTable.KCRCTAB, false);
    addExports(sections, ModuleTable.KSYMTAB_GPL, ModuleTable.KCRCTAB_GPL, true);
    addExceptionTable(sections);
    noteUnwindTables(sections);
    ModuleSections.Objects bugs = sections.objects(ModuleTable.BUG_TABLE, 1);
    if (bugs.count() > 0) {
      subsystem.bugs().add(bugs.address(), bugs.count());
      module.onTeardown(() -> subsystem.bugs().remove(bugs.address()));
    }
    module.onTeardown(
        subsystem
            .staticKeys()
            .add(
                JumpLabels.entries(image),
                code -> module.core().contains(code) || module.state() == ModuleState.COMING));
    addDebugSites(sections);
    List<ModuleSection> shown = new ArrayList<>();
    for (SectionHeader section : elf.sections()) {
      if (section.isAllocated() && section.size() > 0) {
        shown.add(
            new ModuleSection(
                section.name(), section.address(), section.size(), section.type() == SHT_NOTE));
      }
    }
    module.setSections(shown);
    module.setSymbols(symbols());
    ModuleLines.keep(elf, module);
  }

  /** dynamic_debug_setup. */
  private void addDebugSites(ModuleSections sections) {
    DynamicDebug debug = subsystem.dynamicDebug();
    ModuleSections.Objects sites = sections.objects(ModuleTable.DYNDBG, debug.siteSize());
    if (sites.count() == 0) {
      return;
    }
    int mapSize = debug.classMapSize();
    ModuleSections.Objects maps =
        mapSize == 0
            ? new ModuleSections.Objects(0, 0)
            : sections.objects(ModuleTable.DYNDBG_CLASSES, mapSize);
    module.onTeardown(
        debug.addModule(
            module.name(),
            new DynamicDebug.Section(sites.address(), sites.count()),
            new DynamicDebug.Section(maps.address(), maps.count())));
  }

  /** What /proc/kallsyms shows: the symbols with a name and a place, in the order of the table. */
  private List<ModuleSymbol> symbols() throws ModuleLoadException {
    ModuleSymbols table = new ModuleSymbols(elf);
    List<ModuleSymbol> symbols = new ArrayList<>();
    for (int i = 1; i < table.count(); i++) {
      String name = table.name(i);
      if (!name.isEmpty() && table.section(i) != 0) {
        symbols.add(
            new ModuleSymbol(
                table.simplifiedValue(image, i),
                table.size(i),
                table.type(i),
                name,
                table.isCore(i)));
      }
    }
    return symbols;
  }

  private List<KernelParam> params(ModuleSections sections) {
    int size = subsystem.structs().type("kernel_param").size();
    ModuleSections.Objects params = sections.objects(ModuleTable.PARAM, size);
    return subsystem.paramOps().list(params.address(), params.count(), subsystem.memory()::string);
  }

  /** struct kernel_symbol: three offsets, each relative to itself. */
  private void addExports(
      ModuleSections sections, ModuleTable table, ModuleTable crcTable, boolean gplOnly) {
    GuestMemory memory = subsystem.memory();
    StructType type = subsystem.structs().type("kernel_symbol");
    ModuleSections.Objects symbols = sections.objects(table, type.size());
    ModuleSections.Objects flags = sections.objects(ModuleTable.KFLAGSTAB, Byte.BYTES);
    ModuleSections.Objects crcs = sections.objects(crcTable, Integer.BYTES);
    for (int i = 0; i < symbols.count(); i++) {
      long entry = symbols.address() + (long) i * type.size();
      long nameField = entry + type.offset("name_offset");
      long valueField = entry + type.offset("value_offset");
      long namespaceField = entry + type.offset("namespace_offset");
      String name = memory.string(nameField + memory.getInt(nameField));
      int namespace = memory.getInt(namespaceField);
      module
          .exports()
          .put(
              name,
              new KernelSymbol(
                  name,
                  valueField + memory.getInt(valueField),
                  i < crcs.count() ? memory.getInt(crcs.address() + 4L * i) : 0,
                  gplOnly
                      || (i < flags.count()
                          && (memory.getByte(flags.address() + i) & KSYM_FLAG_GPL_ONLY) != 0),
                  namespace == 0 ? "" : memory.string(namespaceField + namespace),
                  SymbolType.UNKNOWN,
                  module.name()));
    }
  }

  /** struct exception_table_entry: where it may fault, where to go on, how. */
  private void addExceptionTable(ModuleSections sections) {
    GuestMemory memory = subsystem.memory();
    StructType type = subsystem.structs().type("exception_table_entry");
    ModuleSections.Objects entries = sections.objects(ModuleTable.EX_TABLE, type.size());
    for (int i = 0; i < entries.count(); i++) {
      long entry = entries.address() + (long) i * type.size();
      long instruction = entry + type.offset("insn");
      module.exceptionTable().put(instruction + memory.getInt(instruction), entry);
    }
  }

  /** unwind_module_init, without sorting the tables. */
  private void noteUnwindTables(ModuleSections sections) {
    ModuleSections.Objects ips = sections.objects(ModuleTable.ORC_UNWIND_IP, Integer.BYTES);
    ModuleSections.Objects entries =
        sections.objects(ModuleTable.ORC_UNWIND, subsystem.structs().type("orc_entry").size());
    Struct struct = subsystem.structs().at("module", module.address());
    struct.set("arch.num_orcs", Math.min(ips.count(), entries.count()));
    struct.set("arch.orc_unwind_ip", ips.address());
    struct.set("arch.orc_unwind", entries.address());
  }

  /** module_enable_ro, _nx, _x; the rest becomes read-only when init has run. */
  void protect() {
    protect(PagePermissions.afterRelocation(image));
    module.setReadOnlyAfterInit(() -> protect(PagePermissions.afterInit(image)));
  }

  private void protect(List<PagePermissions> ranges) {
    for (PagePermissions range : ranges) {
      subsystem
          .pageTables()
          .protect(
              range.address(),
              range.size(),
              new Protection(range.writable(), range.executable(), false));
    }
  }
}
