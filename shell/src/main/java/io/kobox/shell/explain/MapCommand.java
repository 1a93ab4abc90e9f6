package io.kobox.shell.explain;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTableWalk.Range;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.MachineText;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code map}: the kernel's address space, out of the machine's page tables: what is mapped, what
 * it allows, and which sections of modules are there. With {@code -m} modules alone. Exit status 0;
 * 2 for wrong usage.
 */
public final class MapCommand implements Command {
  private static final int USAGE = 2;
  private static final int DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
  private static final long KILOBYTE = 1024;

  private final Supplier<List<Range>> space;

  /** The parts of the address space (Documentation/x86/x86_64/mm.rst). */
  private enum Part {
    OTHER(1L << 63, "other"),
    DIRECT_MAP(AddressLayout.DIRECT_MAP, "direct map of all memory"),
    VMALLOC(AddressLayout.VMALLOC, "vmalloc: stacks, large buffers, I/O memory"),
    VMEMMAP(AddressLayout.VMEMMAP, "vmemmap: struct page"),
    TABLES(0xfffffe0000000000L, "CPU entry area, ESP fixup, EFI"),
    TEXT(0xffffffff80000000L, "kernel"),
    MODULES(AddressLayout.MODULES, "modules"),
    FIXMAP(AddressLayout.MODULES_END, "fixed mappings");

    private final long begin;
    private final String title;

    Part(long begin, String title) {
      this.begin = begin;
      this.title = title;
    }

    private static Part of(long address) {
      Part found = OTHER;
      for (Part part : values()) {
        if (Long.compareUnsigned(part.begin, address) <= 0) {
          found = part;
        }
      }
      return found;
    }
  }

  /**
   * @param space what the machine's page tables map of the kernel's half
   */
  public MapCommand(Supplier<List<Range>> space) {
    this.space = space;
  }

  @Override
  public String name() {
    return "map";
  }

  @Override
  public String summary() {
    return "the kernel's address space: what is mapped, its rights, the modules' sections";
  }

  @Override
  public String usage() {
    return """
        usage: map [-m]
          -m  modules only""";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    boolean modulesOnly = session.arguments().equals(List.of("-m"));
    if (!session.arguments().isEmpty() && !modulesOnly) {
      session.error(usage());
      return USAGE;
    }
    Map<Long, String> sections = sections(session);
    Part last = null;
    for (Range range : space.get()) {
      Part part = Part.of(range.begin());
      if (modulesOnly && part != Part.MODULES) {
        continue;
      }
      if (part != last) {
        session.out().print("---[ " + part.title + " ]---\n");
        last = part;
      }
      session.out().print(line(range, sections));
    }
    session.out().flush();
    return 0;
  }

  private static String line(Range range, Map<Long, String> sections) {
    StringBuilder text = new StringBuilder();
    String rights =
        "r"
            + (range.writable() ? "w" : "-")
            + (range.executable() ? "x" : "-")
            + (range.user() ? "u" : "-");
    text.append(
        String.format(
            Locale.ROOT,
            "%016x-%016x %8s %s",
            range.begin(),
            range.end(),
            size(range.end() - range.begin()),
            rights));
    String module = "";
    for (Map.Entry<Long, String> section : sections.entrySet()) {
      long address = section.getKey();
      if (Long.compareUnsigned(address, range.begin()) >= 0
          && Long.compareUnsigned(address, range.end()) < 0) {
        String[] names = section.getValue().split(" ", 2);
        if (!names[0].equals(module)) {
          module = names[0];
          text.append("  ").append(module).append(':');
        }
        text.append(' ').append(names[1]);
      }
    }
    return text.append('\n').toString();
  }

  private static String size(long bytes) {
    long size = bytes / KILOBYTE;
    String units = "KMGT";
    int unit = 0;
    while (size >= KILOBYTE && size % KILOBYTE == 0 && unit < units.length() - 1) {
      size /= KILOBYTE;
      unit++;
    }
    return size + units.substring(unit, unit + 1);
  }

  /** {@code MODULE SECTION...} by address, as /sys/module/MODULE/sections tells. */
  private static Map<Long, String> sections(Session session) throws ErrnoException {
    Map<Long, String> sections = new TreeMap<>(Long::compareUnsigned);
    for (String line : MachineText.read(session.calls(), "/proc/modules").lines().toList()) {
      String module = line.substring(0, line.indexOf(' '));
      String folder = "/sys/module/" + module + "/sections";
      boolean initIsGone = line.contains(" Live ");
      for (String section : names(session, folder)) {
        if (initIsGone && isInit(section)) {
          continue;
        }
        long address = address(session, folder + "/" + section);
        if (address != 0) {
          sections.merge(address, module + " " + section, (one, other) -> one + " " + section);
        }
      }
    }
    return sections;
  }

  /** 0: the module went while we looked. */
  private static long address(Session session, String file) {
    try {
      String text = MachineText.read(session.calls(), file).strip();
      return Long.parseUnsignedLong(text.replaceFirst("^0x", ""), 16);
    } catch (ErrnoException e) {
      return 0;
    }
  }

  /** Whether its memory is given back when the module's init has run. */
  private static boolean isInit(String section) {
    return section.startsWith(".init.") || section.equals(".symtab") || section.equals(".strtab");
  }

  private static List<String> names(Session session, String folder) {
    List<String> names = new ArrayList<>();
    try {
      int fd = session.calls().openat(OpenFlags.AT_FDCWD, folder, DIRECTORY, 0);
      try {
        List<DirectoryEntry> part = session.calls().getdents64(fd);
        while (!part.isEmpty()) {
          part.forEach(entry -> names.add(entry.name()));
          part = session.calls().getdents64(fd);
        }
      } finally {
        session.calls().close(fd);
      }
    } catch (ErrnoException e) {
      return List.of();
    }
    names.removeIf(name -> name.equals(".") || name.equals(".."));
    return names;
  }
}
