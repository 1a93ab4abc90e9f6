package io.kobox.kernel.module;

import io.kobox.fs.sysfs.Attribute;
import io.kobox.fs.sysfs.BinaryAttribute;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.params.KernelParam;
import io.kobox.kernel.params.KernelParamOps;
import io.kobox.kernel.params.ParseArgs;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.profile.BuiltinModules;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Structs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** /sys/module/NAME (kernel/module/sysfs.c, kernel/params.c: module_param_sysfs_setup). */
final class ModuleSysfs {
  /** "0x", 16 digits, newline. */
  private static final int SECTION_TEXT = 19;

  private final SysfsDirectory modulesDirectory;
  private final GuestMemory memory;
  private final Slab slab;
  private final KernelParamOps operations;
  private final ParseArgs parseArgs;
  private final Map<Module, SysfsDirectory> holders = new HashMap<>();

  ModuleSysfs(
      SysfsDirectory modulesDirectory,
      GuestMemory memory,
      Slab slab,
      KernelParamOps operations,
      ParseArgs parseArgs) {
    this.modulesDirectory = modulesDirectory;
    this.memory = memory;
    this.slab = slab;
    this.operations = operations;
    this.parseArgs = parseArgs;
  }

  /** The kernel's own, built-in ones: param_sysfs_builtin, version_sysfs_builtin. */
  BuiltinParameters addBuiltins(BuiltinModules builtins, KernelExports exports, Structs structs) {
    BuiltinParameters parameters =
        new BuiltinParameters(
            exports,
            structs,
            slab,
            param -> new ParameterFile(param, memory, slab, operations, parseArgs));
    try {
      for (BuiltinModules.Parameter parameter : builtins.parameters()) {
        SysfsDirectory directory = builtin(parameter.module());
        SysfsDirectory files = directory.directory("parameters");
        files.createFile(parameter.name(), parameter.permissions(), parameters.file(parameter));
      }
      for (BuiltinModules.Version version : builtins.versions()) {
        builtin(version.module()).createFile("version", 0444, new Line(version::version));
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("two built-in modules or parameters of one name", e);
    }
    return parameters;
  }

  /** locate_module_kobject. */
  private SysfsDirectory builtin(String name) throws ErrnoException {
    boolean known = modulesDirectory.find(name) != null;
    SysfsDirectory directory = modulesDirectory.directory(name);
    if (!known) {
      directory.createFile("uevent", 0200, new Uevent());
    }
    return directory;
  }

  /** mod_sysfs_setup; EINVAL for the name of a built-in module. */
  void setUp(Module module) throws ErrnoException {
    if (modulesDirectory.find(module.name()) != null) {
      // mod_sysfs_init
      throw new ErrnoException(Errno.EINVAL);
    }
    SysfsDirectory directory = modulesDirectory.createDirectory(module.name());
    holders.put(module, directory.createDirectory("holders"));
    addParams(directory, module);
    addAttributes(directory, module);
    linkHolders(module, directory);
    addSections(directory, module);
    addNotes(directory, module);
    module.onTeardown(
        () -> {
          holders.remove(module);
          unlinkHolders(module);
          modulesDirectory.remove(module.name());
        });
  }

  private void addParams(SysfsDirectory directory, Module module) throws ErrnoException {
    SysfsDirectory parameters = null;
    for (KernelParam param : module.params()) {
      if (param.perm() != 0) {
        if (parameters == null) {
          parameters = directory.createDirectory("parameters");
        }
        parameters.createFile(
            param.name(),
            param.perm() & 0777,
            new ParameterFile(param, memory, slab, operations, parseArgs));
      }
    }
  }

  /** A line of text that is made when it is read. */
  private record Line(Supplier<String> text) implements Attribute {
    @Override
    public byte[] show() {
      return (text.get() + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** modinfo_attrs, in the kernel's order. */
  private static void addAttributes(SysfsDirectory directory, Module module) throws ErrnoException {
    directory.createFile("uevent", 0200, new Uevent());
    addIfPresent(directory, "version", module.version());
    addIfPresent(directory, "srcversion", module.sourceVersion());
    directory.createFile("initstate", 0444, new Line(() -> module.state().initstate()));
    directory.createFile("coresize", 0444, new Line(() -> "" + module.core().size()));
    directory.createFile("initsize", 0444, new Line(() -> "" + module.init().size()));
    directory.createFile("taint", 0444, new Line(() -> Taint.moduleLetters(module.taints())));
    directory.createFile("refcnt", 0444, new Line(() -> "" + module.refcount()));
  }

  private static void addIfPresent(SysfsDirectory directory, String name, @Nullable String value)
      throws ErrnoException {
    if (value != null) {
      directory.createFile(name, 0444, new Line(() -> value));
    }
  }

  /** store_uevent: nobody listens for events here; a known action is taken, another refused. */
  private static final class Uevent implements Attribute {
    private static final List<String> ACTIONS =
        List.of("add", "remove", "change", "move", "online", "offline", "bind", "unbind");

    @Override
    public int store(byte[] text) throws ErrnoException {
      String action = new String(text, StandardCharsets.ISO_8859_1).strip();
      int space = action.indexOf(' ');
      if (!ACTIONS.contains(space < 0 ? action : action.substring(0, space))) {
        throw new ErrnoException(Errno.EINVAL);
      }
      return text.length;
    }
  }

  /** add_usage_links: in the holders of each module that this one uses. */
  private void linkHolders(Module module, SysfsDirectory directory) throws ErrnoException {
    for (Module target : module.targets()) {
      SysfsDirectory users = holders.get(target);
      if (users != null) {
        users.createLink(module.name(), directory);
      }
    }
  }

  private void unlinkHolders(Module module) {
    for (Module target : module.targets()) {
      SysfsDirectory users = holders.get(target);
      if (users != null) {
        users.remove(module.name());
      }
    }
  }

  private static void addSections(SysfsDirectory directory, Module module) throws ErrnoException {
    SysfsDirectory sections = directory.createDirectory("sections");
    for (ModuleSection section : module.sections()) {
      sections.createBinaryFile(section.name(), 0400, SECTION_TEXT, new SectionAddress(section));
    }
  }

  /** module_sect_read: only from the start. */
  private record SectionAddress(ModuleSection section) implements BinaryAttribute {
    @Override
    public byte[] read(long position, int count) throws ErrnoException {
      if (position != 0) {
        throw new ErrnoException(Errno.EINVAL);
      }
      byte[] text =
          String.format("0x%016x\n", section.address()).getBytes(StandardCharsets.ISO_8859_1);
      return Arrays.copyOf(text, Math.min(count, text.length));
    }
  }

  private void addNotes(SysfsDirectory directory, Module module) throws ErrnoException {
    List<ModuleSection> notes = new ArrayList<>(module.sections());
    notes.removeIf(section -> !section.note());
    if (notes.isEmpty()) {
      return;
    }
    SysfsDirectory notesDirectory = directory.createDirectory("notes");
    for (ModuleSection note : notes) {
      notesDirectory.createBinaryFile(note.name(), 0444, note.size(), new NoteContents(note));
    }
  }

  private final class NoteContents implements BinaryAttribute {
    private final ModuleSection note;

    private NoteContents(ModuleSection note) {
      this.note = note;
    }

    @Override
    public byte[] read(long position, int count) {
      long left = Math.max(0, note.size() - position);
      return memory.bytes(note.address() + position, (int) Math.min(left, count));
    }
  }
}
