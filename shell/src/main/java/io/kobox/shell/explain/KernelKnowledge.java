package io.kobox.shell.explain;

import io.kobox.kernel.entry.ServedExport;
import io.kobox.profile.KernelProfile;
import io.kobox.symbols.ExportedSymbols;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to know of the kernel that a module is meant for.
 *
 * @param served the exports that Java serves, by name
 * @param image whether the kernel's own code runs, so that all exports are there
 * @param structModule sizeof(struct module)
 * @param moduleKallsyms sizeof(struct mod_kallsyms)
 * @param memoryByType whether each kind of memory of a module has its own pages (6.4 and later)
 */
public record KernelKnowledge(
    String release,
    String vermagic,
    ExportedSymbols exports,
    Map<String, ServedExport> served,
    boolean image,
    int structModule,
    int moduleKallsyms,
    boolean memoryByType) {

  /**
   * Of the kernel that a profile describes.
   *
   * @param served what Java serves of it; null: its own code runs
   */
  public static KernelKnowledge of(KernelProfile profile, @Nullable List<ServedExport> served) {
    Map<String, ServedExport> byName = new HashMap<>();
    if (served != null) {
      served.forEach(export -> byName.put(export.name(), export));
    }
    return new KernelKnowledge(
        profile.release(),
        profile.vermagic(),
        profile.exports(),
        byName,
        served == null,
        (int) profile.types().struct("module").size(),
        (int) profile.types().struct("mod_kallsyms").size(),
        profile.types().struct("module").hasField("mem"));
  }
}
