package io.kobox.loader;

import java.util.Optional;

/**
 * What percpu_modalloc() asks for, for each CPU.
 *
 * @param size bytes; 0 if the module has no per-CPU variables
 * @param alignment at most a page
 * @param warning what the kernel logs if the alignment was larger
 */
public record PercpuSection(long size, long alignment, Optional<LogLine> warning) {

  /** The module's .data..percpu. */
  public static PercpuSection of(ElfModule module) throws ModuleLoadException {
    SectionHeader section = module.percpuSection();
    if (section.size() == 0
        || Long.compareUnsigned(section.alignment(), ModuleLayout.PAGE_SIZE) <= 0) {
      return new PercpuSection(section.size(), section.alignment(), Optional.empty());
    }
    return new PercpuSection(
        section.size(),
        ModuleLayout.PAGE_SIZE,
        Optional.of(
            LogLine.warning(
                "%s: per-cpu alignment %d > %d"
                    .formatted(module.moduleName(), section.alignment(), ModuleLayout.PAGE_SIZE))));
  }

  /**
   * percpu_modcopy(): the initial contents of each CPU's copy. Not relocated: the kernel skips
   * relocations of sections that are not allocated, and .data..percpu no longer is.
   */
  public static byte[] contents(ElfModule module) throws ModuleLoadException {
    SectionHeader section = module.percpuSection();
    return module.file().copy(section.offset(), section.size());
  }
}
