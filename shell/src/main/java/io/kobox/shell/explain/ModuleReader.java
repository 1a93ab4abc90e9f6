package io.kobox.shell.explain;

import io.kobox.dwarf.LineTable;
import io.kobox.loader.ElfModule;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLayout;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.ModuleSymbols;
import io.kobox.loader.ModuleVersions;
import io.kobox.loader.SectionHeader;
import io.kobox.shell.explain.ModuleFacts.Export;
import io.kobox.shell.explain.ModuleFacts.Import;
import io.kobox.shell.explain.ModuleFacts.Parameter;
import io.kobox.shell.explain.ModuleFacts.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the {@link ModuleFacts} out of a module file. */
public final class ModuleReader {
  private static final String EXPORT = "__ksymtab_";
  private static final String GPL = "_gpl";
  private static final int EXECUTE = 4;
  private static final int WRITE = 1;

  /** What is no fact of its own in the page: it is told elsewhere. */
  private static final List<String> ELSEWHERE = List.of("name", "vermagic", "parm", "parmtype");

  private final String fileName;
  private final byte[] bytes;
  private final KernelKnowledge kernel;
  private final Map<String, String> exporters;

  /**
   * A file to look at.
   *
   * @param bytes its contents, uncompressed
   * @param exporters which modules of the machine export a symbol (modules.symbols)
   */
  public ModuleReader(
      String fileName, byte[] bytes, KernelKnowledge kernel, Map<String, String> exporters) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.kernel = kernel;
    this.exporters = exporters;
  }

  /**
   * The facts.
   *
   * @throws ModuleLoadException if it is no module, with what the kernel would log
   */
  public ModuleFacts read() throws ModuleLoadException {
    ModuleFile.Checked checked = new ModuleFile(bytes).signatureCheck(0);
    ElfModule elf = ElfModule.elfValidityCheck(checked.module());
    elf.setupLoadInfo(0);
    ModInfo info = new ModInfo(elf);
    ModuleVersions versions = new ModuleVersions(elf);
    List<Export> exports = exports(elf);
    List<Import> imports =
        new ImportReader(kernel, exporters, info, versions).read(new ModuleSymbols(elf));
    boolean signed = checked.state() == ModuleFile.SignatureState.PRESENT;
    InsmodForecast forecast =
        new InsmodForecast(kernel, elf.moduleName(), elf.name(), info, versions, imports, signed);
    boolean lines = LineTable.isIn(elf);
    elf.rewriteSectionHeaders();
    ModuleLayout layout = new ModuleLayout(elf, kernel.memoryByType());
    layout.enforceRwxSections();
    layout.markSpecialSections();
    layout.layoutSections();
    layout.layoutSymtab(kernel.moduleKallsyms());
    String vermagic = info.get("vermagic");
    return new ModuleFacts(
        fileName,
        elf.moduleName(),
        describing(info),
        bytes.length,
        layout.coreSize(),
        layout.initSize(),
        signed,
        lines,
        vermagic == null ? "" : vermagic.strip(),
        kernel.release(),
        parameters(info),
        imports,
        exports,
        sections(elf),
        forecast.verdict(),
        List.of());
  }

  /** What the kernel says of a file that is no module. */
  static String reason(ModuleLoadException e) {
    List<LogLine> log = e.log();
    return log.isEmpty() ? "not a module" : log.getLast().text();
  }

  private static Map<String, List<String>> describing(ModInfo info) {
    Map<String, List<String>> tags = new LinkedHashMap<>();
    for (String string : info.strings()) {
      int equals = string.indexOf('=');
      String tag = equals < 0 ? string : string.substring(0, equals);
      if (!ELSEWHERE.contains(tag)) {
        tags.computeIfAbsent(tag, _ -> new ArrayList<>()).add(string.substring(equals + 1));
      }
    }
    return tags;
  }

  private static List<Parameter> parameters(ModInfo info) {
    Map<String, String> types = new TreeMap<>();
    Map<String, String> descriptions = new TreeMap<>();
    info.getAll("parmtype").forEach(text -> split(text, types));
    info.getAll("parm").forEach(text -> split(text, descriptions));
    descriptions.keySet().forEach(name -> types.putIfAbsent(name, ""));
    List<Parameter> parameters = new ArrayList<>();
    types.forEach(
        (name, type) ->
            parameters.add(new Parameter(name, type, descriptions.getOrDefault(name, ""))));
    return parameters;
  }

  private static void split(String text, Map<String, String> into) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      into.put(text.substring(0, colon), text.substring(colon + 1));
    }
  }

  private static List<Export> exports(ElfModule elf) throws ModuleLoadException {
    ModuleSymbols symbols = new ModuleSymbols(elf);
    Map<String, Export> exports = new TreeMap<>();
    for (int i = 1; i < symbols.count(); i++) {
      String name = symbols.name(i);
      int section = symbols.section(i);
      if (name.startsWith(EXPORT) && section > 0 && section < elf.sections().size()) {
        String exported = name.substring(EXPORT.length());
        exports.put(exported, new Export(exported, elf.section(section).name().endsWith(GPL)));
      }
    }
    return List.copyOf(exports.values());
  }

  private static List<Section> sections(ElfModule elf) {
    List<Section> sections = new ArrayList<>();
    for (SectionHeader section : elf.sections()) {
      if (section.isAllocated() && section.size() > 0) {
        sections.add(
            new Section(
                section.name(),
                section.size(),
                "r"
                    + ((section.flags() & WRITE) != 0 ? "w" : "-")
                    + ((section.flags() & EXECUTE) != 0 ? "x" : "-")));
      }
    }
    return sections;
  }
}
