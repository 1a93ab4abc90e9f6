package io.kobox.kernel.module;

import io.kobox.kernel.params.KernelParam;
import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleImage;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.Section;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageTables;
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
  private final ElfModule elf;
  private final Module module;
  private final MemorySegment coreMemory;
  private final MemorySegment initMemory;
  private ModuleImage image;
  private long perCpuOffset;

  private ModulePlacement(
      ElfModule elf, Module module, MemorySegment coreMemory, MemorySegment initMemory) {
    this.elf = elf;
    this.module = module;
    this.coreMemory = coreMemory;
    this.initMemory = initMemory;
    this.image = move(0);
  }

  private ModuleImage move(long perCpu) {
    return new ModuleImage(
        elf, coreMemory, module.core().base(), initMemory, module.init().base(), perCpu);
  }

  static ModulePlacement of(ElfModule elf, ModuleLayout layout, ModuleSubsystem subsystem)
      throws ModuleLoadException {
    long coreSize = layout.core().size();
    long initSize = layout.init().size();
    long core = subsystem.moduleArea().allocate(coreSize, Protection.READ_WRITE);
    long init = core == 0 ? 0 : subsystem.moduleArea().allocate(initSize, Protection.READ_WRITE);
    if (init == 0) {
      subsystem.moduleArea().free(core);
      throw new ModuleLoadException(ModuleLoadException.ENOMEM);
    }
    Section thisModule = elf.thisModule();
    long address = core + thisModule.placeOffset();
    if (thisModule.place() != Section.Place.CORE
        || thisModule.placeOffset() + subsystem.structs().type("module").size() > coreSize) {
      subsystem.moduleArea().free(core);
      subsystem.moduleArea().free(init);
      throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
    }
    Struct struct = subsystem.structs().at("module", address);
    Module module =
        new Module(
            elf.name(),
            struct,
            subsystem.states(),
            new ModuleMemory(core, coreSize, layout.core().textSize()),
            new ModuleMemory(init, initSize, layout.init().textSize()));
    return new ModulePlacement(
        elf, module, subsystem.segment(core, coreSize), subsystem.segment(init, initSize));
  }

  Module module() {
    return module;
  }

  ModuleImage image() {
    return image;
  }

  /** percpu_modalloc. */
  void allocatePerCpu(ModuleSubsystem subsystem) throws ModuleLoadException {
    Section section = elf.perCpu();
    if (section == null || section.size() == 0) {
      return;
    }
    PerCpu perCpu = subsystem.perCpu();
    perCpuOffset = perCpu.allocate(section.size(), 64);
    if (perCpuOffset == 0) {
      throw new ModuleLoadException(
          ModuleLoadException.ENOMEM,
          4,
          module.name() + ": Could not allocate " + section.size() + " bytes percpu data");
    }
    module.onTeardown(() -> perCpu.free(perCpuOffset));
    image = move(perCpuOffset);
  }

  /** percpu_modcopy. */
  void copyPerCpu(ModuleSubsystem subsystem) {
    Section section = elf.perCpu();
    if (section != null && perCpuOffset != 0 && !section.isNoBits()) {
      byte[] contents = new byte[(int) section.size()];
      elf.contents(section).get(contents);
      subsystem.memory().write(subsystem.perCpu().address(perCpuOffset), contents);
    }
  }

  /** find_module_sections, after relocation, so that pointers in them hold. */
  void findSections(ModuleSubsystem subsystem) {
    module.setParams(params(subsystem));
    addExports(subsystem, "__ksymtab", "__kcrctab", false);
    addExports(subsystem, "__ksymtab_gpl", "__kcrctab_gpl", true);
    addExceptionTable(subsystem);
    Section bugs = elf.find("__bug_table");
    if (bugs != null) {
      subsystem.bugs().add(bugs.address(), bugs.size());
      module.onTeardown(() -> subsystem.bugs().remove(bugs.address()));
    }
    List<ModuleSection> sections = new ArrayList<>();
    for (Section section : elf.sections()) {
      if (section.isAllocated() && section.size() > 0) {
        sections.add(
            new ModuleSection(section.name(), section.address(), section.size(), section.isNote()));
      }
    }
    module.setSections(sections);
  }

  private List<KernelParam> params(ModuleSubsystem subsystem) {
    Section section = elf.find("__param");
    if (section == null) {
      return List.of();
    }
    int size = subsystem.structs().type("kernel_param").size();
    return subsystem
        .paramOps()
        .list(section.address(), (int) (section.size() / size), subsystem.memory()::string);
  }

  /** struct kernel_symbol: three offsets, each relative to itself. */
  private void addExports(ModuleSubsystem subsystem, String table, String crcs, boolean gplOnly) {
    Section section = elf.find(table);
    if (section == null) {
      return;
    }
    Section crcSection = elf.find(crcs);
    GuestMemory memory = subsystem.memory();
    StructType type = subsystem.structs().type("kernel_symbol");
    for (int i = 0; (long) (i + 1) * type.size() <= section.size(); i++) {
      long entry = section.address() + (long) i * type.size();
      long nameField = entry + type.offset("name_offset");
      long valueField = entry + type.offset("value_offset");
      long namespaceField = entry + type.offset("namespace_offset");
      String name = memory.string(nameField + memory.getInt(nameField));
      int namespace = memory.getInt(namespaceField);
      boolean hasCrc = crcSection != null && 4L * (i + 1) <= crcSection.size();
      module
          .exports()
          .put(
              name,
              new KernelSymbol(
                  name,
                  valueField + memory.getInt(valueField),
                  hasCrc ? memory.getInt(crcSection.address() + 4L * i) : 0,
                  gplOnly,
                  namespace == 0 ? "" : memory.string(namespaceField + namespace),
                  SymbolType.UNKNOWN,
                  module.name()));
    }
  }

  /** struct exception_table_entry: where it may fault, where to go on, how. */
  private void addExceptionTable(ModuleSubsystem subsystem) {
    Section section = elf.find("__ex_table");
    if (section == null) {
      return;
    }
    GuestMemory memory = subsystem.memory();
    StructType type = subsystem.structs().type("exception_table_entry");
    for (long at = section.address();
        at + type.size() <= section.address() + section.size();
        at += type.size()) {
      long instruction = at + type.offset("insn");
      long fixup = at + type.offset("fixup");
      module
          .exceptionTable()
          .put(instruction + memory.getInt(instruction), fixup + memory.getInt(fixup));
    }
  }

  /** module_enable_ro, _nx, _x; read-only after init comes when init has run. */
  void protect(ModuleLayout layout, ModuleSubsystem subsystem) {
    protect(layout.core(), module.core().base(), subsystem.pageTables());
    protect(layout.init(), module.init().base(), subsystem.pageTables());
    long from = module.core().base() + layout.core().roSize();
    long length = layout.core().roAfterInitSize() - layout.core().roSize();
    module.setReadOnlyAfterInit(
        () -> {
          if (length > 0) {
            subsystem.pageTables().protect(from, length, Protection.READ_ONLY);
          }
        });
  }

  private static void protect(ModuleLayout.Block block, long base, PageTables tables) {
    if (block.textSize() > 0) {
      tables.protect(base, block.textSize(), Protection.READ_EXECUTE);
    }
    if (block.roSize() > block.textSize()) {
      tables.protect(
          base + block.textSize(), block.roSize() - block.textSize(), Protection.READ_ONLY);
    }
  }
}
