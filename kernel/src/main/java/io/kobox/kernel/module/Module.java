package io.kobox.kernel.module;

import io.kobox.dwarf.LineTable;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.params.KernelParam;
import io.kobox.symbols.KernelSymbol;
import io.kobox.types.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A module that is in the kernel (struct module). State and reference count live in guest memory,
 * where module code sees them; the rest is kept here.
 */
public final class Module {
  /** The reference that the kernel itself holds (kernel/module/internal.h: MODULE_REF_BASE). */
  static final int REF_BASE = 1;

  private final String name;
  private final Struct struct;
  private final ModuleStates states;
  private final ModuleMemory core;
  private ModuleMemory init;
  private long taints;
  private boolean usingGplOnlySymbols;
  private @Nullable String version;
  private @Nullable String sourceVersion;
  private List<KernelParam> params = List.of();
  private List<ModuleSection> sections = List.of();
  private List<ModuleSymbol> symbols = List.of();
  private final Map<String, KernelSymbol> exports = new TreeMap<>();

  /** Who uses this module, the newest first (source_list). */
  private final List<Module> sources = new ArrayList<>();

  /** Whom this module uses, the newest first (target_list). */
  private final List<Module> targets = new ArrayList<>();

  private final Map<Long, Long> exceptionTable = new LinkedHashMap<>();
  private final List<Runnable> teardown = new ArrayList<>();
  private @Nullable Runnable readOnlyAfterInit;
  private Runnable coreKallsyms = () -> {};
  private Supplier<@Nullable LineTable> lines = () -> null;

  Module(String name, Struct struct, ModuleStates states, ModuleMemory core, ModuleMemory init) {
    this.name = name;
    this.struct = struct;
    this.states = states;
    this.core = core;
    this.init = init;
  }

  public String name() {
    return name;
  }

  /** The guest's struct module: THIS_MODULE. */
  public long address() {
    return struct.address();
  }

  public ModuleState state() {
    return states.get(struct);
  }

  void setState(ModuleState state) {
    states.set(struct, state);
  }

  public ModuleMemory core() {
    return core;
  }

  public ModuleMemory init() {
    return init;
  }

  /** The init memory was freed. */
  void dropInit() {
    init = ModuleMemory.NONE;
  }

  /** The address of init_module, 0 if there is none. */
  long initFunction() {
    return struct.get("init");
  }

  /** The address of cleanup_module, 0 if there is none. */
  long exitFunction() {
    return struct.get("exit");
  }

  /** module_refcount: the references beyond the kernel's own; -1 while unloading. */
  public int refcount() {
    return struct.getInt("refcnt.counter") - REF_BASE;
  }

  void setRefcount(int count) {
    struct.set("refcnt.counter", count + REF_BASE);
  }

  public long taints() {
    return taints;
  }

  void taint(Taint taint) {
    taints |= taint.bit();
    struct.set("taints", taints);
  }

  boolean isTainted(Taint taint) {
    return (taints & taint.bit()) != 0;
  }

  boolean isUsingGplOnlySymbols() {
    return usingGplOnlySymbols;
  }

  void useGplOnlySymbols() {
    usingGplOnlySymbols = true;
  }

  /** MODULE_VERSION, if it has one. */
  public @Nullable String version() {
    return version;
  }

  public @Nullable String sourceVersion() {
    return sourceVersion;
  }

  void setVersions(@Nullable String newVersion, @Nullable String newSourceVersion) {
    version = newVersion;
    sourceVersion = newSourceVersion;
  }

  public List<KernelParam> params() {
    return params;
  }

  void setParams(List<KernelParam> newParams) {
    params = newParams;
  }

  /** All sections with contents, in the file's order. */
  public List<ModuleSection> sections() {
    return sections;
  }

  void setSections(List<ModuleSection> newSections) {
    sections = newSections;
  }

  /** What /proc/kallsyms lists, in the order of the symbol table. */
  public List<ModuleSymbol> symbols() {
    return symbols;
  }

  void setSymbols(List<ModuleSymbol> newSymbols) {
    symbols = newSymbols;
  }

  /**
   * @param change points the kernel's structure to core_kallsyms
   */
  void setCoreKallsyms(Runnable change) {
    coreKallsyms = change;
  }

  /** The symbols of init went with it (core_kallsyms). */
  void dropInitSymbols() {
    symbols = symbols.stream().filter(ModuleSymbol::core).toList();
    coreKallsyms.run();
  }

  void setReadOnlyAfterInit(Runnable protection) {
    readOnlyAfterInit = protection;
  }

  /** module_enable_ro(mod, true). */
  void protectReadOnlyAfterInit() {
    if (readOnlyAfterInit != null) {
      readOnlyAfterInit.run();
    }
  }

  /** Its source lines, if the file tells them and is not damaged. */
  public @Nullable LineTable lines() {
    return lines.get();
  }

  void setLines(Supplier<@Nullable LineTable> newLines) {
    lines = newLines;
  }

  /** What it exports, by name. */
  public Map<String, KernelSymbol> exports() {
    return exports;
  }

  public List<Module> sources() {
    return sources;
  }

  public List<Module> targets() {
    return targets;
  }

  /** The entries of __ex_table by the addresses of the instructions that may fault. */
  Map<Long, Long> exceptionTable() {
    return exceptionTable;
  }

  /** What is to be undone when the module goes, the last first. */
  void onTeardown(Runnable action) {
    teardown.add(action);
  }

  void tearDown() {
    for (int i = teardown.size() - 1; i >= 0; i--) {
      teardown.get(i).run();
    }
    teardown.clear();
  }

  public boolean contains(long address) {
    return core.contains(address) || init.contains(address);
  }

  /** module_flags: {@code (OE+)}, empty for a live module without taints. */
  public String flags(boolean showState) {
    ModuleState state = state();
    boolean changing = state == ModuleState.COMING || state == ModuleState.GOING;
    if (taints == 0 && !changing) {
      return "";
    }
    String mark = !showState ? "" : state == ModuleState.GOING ? "-" : changing ? "+" : "";
    return "(" + Taint.moduleLetters(taints) + mark + ")";
  }
}
