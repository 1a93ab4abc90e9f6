package io.kobox.loader;

/**
 * What find_module_sections() of kernel/module/main.c looks up: arrays that the module brings for
 * the kernel's subsystems. Element sizes come from the caller, who has the kernel's BTF.
 */
public final class ModuleSections {
  /**
   * An array in the loaded module.
   *
   * @param address guest address, 0 if the module has none
   * @param count whole elements
   */
  public record Objects(long address, int count) {}

  private final ElfModule module;

  /** The sections of a module that was moved. */
  public ModuleSections(ModuleImage image) {
    module = image.module();
  }

  /** section_objs(): the array in the allocated section of that name. */
  public Objects objects(ModuleTable table, int elementSize) {
    return objects(module.section(module.findSection(table.sectionName())), elementSize);
  }

  /** section_addr(): the address of the allocated section of that name, 0 if there is none. */
  public long address(ModuleTable table) {
    return module.section(module.findSection(table.sectionName())).address();
  }

  /** The array of bytes in an allocated section that has no {@link ModuleTable}. */
  public Objects bytes(String sectionName) {
    return objects(module.section(module.findSection(sectionName)), 1);
  }

  private static Objects objects(SectionHeader section, int elementSize) {
    return new Objects(section.address(), (int) (section.size() / elementSize));
  }
}
