package io.kobox.image.debug;

import io.kobox.btf.BtfStruct;
import io.kobox.gdb.LoadedModule;
import io.kobox.kernel.debug.DebuggedModules;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.pc.Pc;
import io.kobox.profile.KernelProfile;
import io.kobox.unicorn.Register;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Watches the kernel load modules (kernel/module/main.c): {@code load_module} gets the file, {@code
 * module_finalize} knows where its sections are, {@code do_init_module} is about to run its code,
 * and {@code module_arch_cleanup} begins its end.
 */
public final class ModuleLoads {
  private static final int SECTION_HEADER = 64;
  private static final long ALLOCATED = 2;
  private static final int LARGEST_FILE = 256 << 20;

  private final Pc pc;
  private final GuestMemory memory;
  private final BtfStruct loadInfo;
  private final BtfStruct module;
  private final DebuggedModules modules;
  private final Runnable changed;

  /** The files that are being loaded, by where the kernel has its copy. */
  private final Map<Long, byte[]> files = new HashMap<>();

  /** The modules whose code has not run, by their struct module. */
  private final Map<Long, LoadedModule> coming = new HashMap<>();

  public ModuleLoads(Pc pc, KernelProfile profile, DebuggedModules modules, Runnable changed) {
    this.pc = pc;
    this.memory = pc.memory();
    this.loadInfo = profile.types().struct("load_info");
    this.module = profile.types().struct("module");
    this.modules = modules;
    this.changed = changed;
  }

  /** Watches the functions, by their addresses. */
  public void watch(ToLongFunction<String> addresses) {
    trap(addresses, "load_module", () -> keepFile(pc.read(Register.RDI)));
    trap(addresses, "do_init_module", () -> starts(pc.read(Register.RDI)));
    trap(addresses, "module_arch_cleanup", () -> ends(pc.read(Register.RDI)));
  }

  private void trap(ToLongFunction<String> addresses, String function, Runnable action) {
    pc.trap(
        addresses.applyAsLong(function),
        stopped -> {
          action.run();
          return false;
        });
  }

  private void keepFile(long info) {
    try {
      long file = memory.getLong(info + loadInfo.field("hdr").offset());
      long length = memory.getLong(info + loadInfo.field("len").offset());
      if (length > 0 && length <= LARGEST_FILE) {
        files.put(file, memory.bytes(file, (int) length));
      }
    } catch (PageFaultException e) {
      files.clear();
    }
  }

  /**
   * {@code module_finalize}: the section headers tell where the sections went.
   *
   * @param header the kernel's copy of the file
   */
  public void finalizes(long header, long headers, int count, int names, long struct) {
    byte[] file = files.remove(header);
    if (file == null) {
      return;
    }
    Map<String, Long> sections = new LinkedHashMap<>();
    long strings = memory.getLong(headers + (long) names * SECTION_HEADER + 16);
    for (int i = 1; i < count; i++) {
      long section = headers + (long) i * SECTION_HEADER;
      if ((memory.getLong(section + 8) & ALLOCATED) != 0) {
        String name = memory.string(strings + memory.getInt(section));
        sections.put(name, memory.getLong(section + 16));
      }
    }
    coming.put(struct, new LoadedModule(name(struct), file, sections));
  }

  private String name(long struct) {
    return memory.string(struct + module.field("name").offset(), module.field("name").size());
  }

  private void starts(long struct) {
    LoadedModule loaded = coming.remove(struct);
    if (loaded != null) {
      modules.add(loaded);
      changed.run();
    }
  }

  private void ends(long struct) {
    coming.remove(struct);
    if (modules.remove(name(struct))) {
      changed.run();
    }
  }
}
