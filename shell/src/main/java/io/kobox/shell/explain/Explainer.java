package io.kobox.shell.explain;

import io.kobox.export.Level;
import io.kobox.kernel.entry.ServedExport;
import io.kobox.kernel.module.License;
import io.kobox.kernel.module.ModuleVersion;
import io.kobox.loader.ElfModule;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleSymbols;
import io.kobox.loader.ModuleVersions;
import io.kobox.loader.SectionHeader;
import io.kobox.profile.KernelProfile;
import io.kobox.symbols.KernelSymbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a module's file as insmod and the kernel would, and says what they will find. */
final class Explainer {
  private final KernelProfile profile;
  private final Map<String, ServedExport> served = new TreeMap<>();

  Explainer(KernelProfile profile, List<ServedExport> exports) {
    this.profile = profile;
    exports.forEach(export -> served.put(export.name(), export));
  }

  /**
   * Explains the file.
   *
   * @param siblings symbols of other modules, with the modules' names
   * @throws ModuleLoadException if the kernel would not take it for a module
   */
  Explanation explain(byte[] file, Map<String, String> siblings)
      throws IOException, ModuleLoadException {
    ElfModule elf = Siblings.open(file);
    ModInfo modInfo = new ModInfo(elf);
    ModuleVersions versions = new ModuleVersions(elf);
    List<String> namespaces = modInfo.getAll("import_ns");
    String license = modInfo.get("license");
    boolean gpl = license != null && License.isGplCompatible(license);
    List<Import> imports = new ArrayList<>();
    List<String> mismatches = new ArrayList<>();
    ModuleSymbols symbols = new ModuleSymbols(elf);
    for (int i = 1; i < symbols.count(); i++) {
      String name = symbols.name(i);
      if (symbols.section(i) == 0 && !name.isEmpty()) {
        imports.add(find(name, symbols.isWeak(i), gpl, namespaces, siblings));
        if (disagrees(name, versions)) {
          mismatches.add(name);
        }
      }
    }
    if (disagrees("module_layout", versions)) {
      mismatches.add("module_layout");
    }
    imports.sort((a, b) -> a.name().compareTo(b.name()));
    String magic = modInfo.get("vermagic");
    boolean matches =
        magic != null && ModuleVersion.sameMagic(magic, profile.vermagic(), versions.isPresent());
    Map<String, Long> sections = new LinkedHashMap<>();
    for (SectionHeader section : elf.sections()) {
      if (section.isAllocated() && section.size() > 0) {
        sections.put(section.name(), section.size());
      }
    }
    boolean signed =
        new ModuleFile(ModuleCompression.unpack(file)).signatureCheck(0).state()
            == ModuleFile.SignatureState.PRESENT;
    List<String> exports = Siblings.exportsOf(elf);
    elf.rewriteSectionHeaders();
    ModuleLayout layout = layOut(elf);
    List<String> insmod = new ArrayList<>();
    boolean loads = predict(elf, modInfo, matches, mismatches, imports, signed, insmod);
    return new Explanation(
        elf.moduleName(),
        profile.release(),
        info(modInfo),
        matches,
        versions.all().size(),
        mismatches,
        imports,
        exports,
        sections,
        layout.coreSize(),
        layout.initSize(),
        signed,
        loads,
        insmod);
  }

  private ModuleLayout layOut(ElfModule elf) throws ModuleLoadException {
    ModuleLayout layout = new ModuleLayout(elf);
    layout.enforceRwxSections();
    layout.markSpecialSections();
    layout.layoutSections();
    layout.layoutSymtab((int) profile.types().struct("mod_kallsyms").size());
    return layout;
  }

  private static Map<String, List<String>> info(ModInfo modInfo) {
    Map<String, List<String>> info = new LinkedHashMap<>();
    for (String text : modInfo.strings()) {
      int equals = text.indexOf('=');
      if (equals > 0) {
        info.computeIfAbsent(text.substring(0, equals), tag -> new ArrayList<>())
            .add(text.substring(equals + 1));
      }
    }
    return info;
  }

  private Import find(
      String name,
      boolean weak,
      boolean gpl,
      List<String> namespaces,
      Map<String, String> siblings) {
    KernelSymbol symbol = profile.exports().find(name);
    if (symbol == null) {
      String owner = siblings.get(name);
      if (owner != null) {
        return new Import(name, owner, Import.State.MODULE, "");
      }
      return weak
          ? new Import(name, "", Import.State.WEAK, "")
          : new Import(name, "", Import.State.UNRESOLVED, "the kernel does not export it");
    }
    String from = symbol.owner().equals(KernelSymbol.VMLINUX) ? "kernel" : symbol.owner();
    if (symbol.gplOnly() && !gpl) {
      return new Import(name, from, Import.State.UNRESOLVED, "for GPL modules only");
    }
    if (!symbol.namespace().isEmpty() && !namespaces.contains(symbol.namespace())) {
      String note = "in the namespace " + symbol.namespace() + ", which is not imported";
      return new Import(name, from, Import.State.UNRESOLVED, note);
    }
    ServedExport export = served.get(name);
    if (export == null) {
      return from.equals("kernel")
          ? new Import(name, from, Import.State.IMAGE, "")
          : new Import(name, from, Import.State.MODULE, "");
    }
    return new Import(name, from, state(export.level()), export.note());
  }

  private static Import.State state(Level level) {
    return switch (level) {
      case FULL -> Import.State.FULL;
      case PARTIAL -> Import.State.PARTIAL;
      case STUB -> Import.State.STUB;
    };
  }

  private boolean disagrees(String name, ModuleVersions versions) {
    KernelSymbol symbol = profile.exports().find(name);
    if (symbol == null || !versions.isPresent()) {
      return false;
    }
    OptionalLong wanted = versions.crc(name);
    return wanted.isEmpty() || wanted.getAsLong() != Integer.toUnsignedLong(symbol.crc());
  }

  /** load_module's steps, in their order; whether they all pass. */
  private boolean predict(
      ElfModule elf,
      ModInfo modInfo,
      boolean matches,
      List<String> mismatches,
      List<Import> imports,
      boolean signed,
      List<String> insmod)
      throws ModuleLoadException {
    boolean loads = true;
    if (modInfo.get("vermagic") != null && !matches) {
      insmod.add("fails, Invalid module format: it was built for another kernel (vermagic)");
      loads = false;
    }
    if (!mismatches.isEmpty()) {
      insmod.add(
          (mismatches.contains("module_layout")
                  ? "fails, Invalid module format: "
                  : "fails, Invalid parameters: ")
              + "disagrees about version of symbol "
              + mismatches.getLast());
      loads = false;
    }
    for (Import each : imports) {
      if (each.state() == Import.State.UNRESOLVED) {
        insmod.add("fails, Unknown symbol in module: " + each.name() + " (" + each.note() + ")");
        loads = false;
      }
    }
    boolean image = loads && imports.stream().anyMatch(each -> !each.isFound());
    if (image) {
      insmod.add("fails on the simulated kernel; with --kernel the real kernel's code runs");
    }
    List<String> modules =
        imports.stream()
            .filter(each -> each.state() == Import.State.MODULE)
            .map(Import::from)
            .distinct()
            .toList();
    if (loads && !modules.isEmpty()) {
      insmod.add("needs to be loaded before it: " + String.join(", ", modules));
    }
    if (loads && !image) {
      insmod.add(function(elf, "init_module", "runs its init", "has no init: nothing runs"));
      insmod.add(function(elf, "cleanup_module", "can be removed", "cannot be removed: no exit"));
    }
    taints(modInfo, signed, insmod);
    return loads && !image;
  }

  private static String function(ElfModule elf, String name, String with, String without)
      throws ModuleLoadException {
    ModuleSymbols symbols = new ModuleSymbols(elf);
    for (int i = 1; i < symbols.count(); i++) {
      if (symbols.section(i) != 0 && symbols.name(i).equals(name)) {
        return with + alias(symbols, i);
      }
    }
    return without;
  }

  /** The function's own name: module_init makes init_module an alias of it. */
  private static String alias(ModuleSymbols symbols, int index) throws ModuleLoadException {
    for (int i = 1; i < symbols.count(); i++) {
      char type = symbols.type(i);
      boolean same =
          symbols.section(i) == symbols.section(index)
              && symbols.value(i) == symbols.value(index)
              && symbols.size(i) == symbols.size(index)
              && symbols.size(i) > 0
              && (type == 't' || type == 'T');
      if (i != index && same) {
        return ", " + symbols.name(i) + "()";
      }
    }
    return "";
  }

  private static void taints(ModInfo modInfo, boolean signed, List<String> insmod) {
    List<String> taints = new ArrayList<>();
    @Nullable String license = modInfo.get("license");
    if (license == null || !License.isGplCompatible(license)) {
      taints.add("P (proprietary licence)");
    }
    if (modInfo.get("intree") == null) {
      taints.add("O (out of tree)");
    }
    if (modInfo.get("staging") != null) {
      taints.add("C (staging)");
    }
    if (!signed) {
      taints.add("E (unsigned)");
    }
    if (!taints.isEmpty()) {
      insmod.add("taints the kernel: " + String.join(", ", taints));
    }
  }
}
