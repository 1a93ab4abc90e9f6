package io.kobox.lib.bug;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.printk.Printk;
import io.kobox.machine.GuestMemory;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;

/** The bug tables of the loaded modules, and the reports of their entries (lib/bug.c). */
public final class Bugs {
  private static final int WARNING = 1 << 0;
  private static final int ONCE = 1 << 1;
  private static final int DONE = 1 << 2;
  private static final int NO_CUT_HERE = 1 << 3;

  /** What an invalid opcode turned out to be. */
  public enum Type {
    NONE,
    WARN,
    BUG
  }

  private record Table(long start, int entries) {}

  private final Printk printk;
  private final Panic panic;
  private final GuestMemory memory;
  private final Structs structs;
  private final List<Table> tables = new ArrayList<>();

  public Bugs(Printk printk, Panic panic, GuestMemory memory, Structs structs) {
    this.printk = printk;
    this.panic = panic;
    this.memory = memory;
    this.structs = structs;
  }

  /** module_bug_finalize: a module's __bug_table of {@code size} bytes. */
  public void add(long start, long size) {
    int entry = structs.type("bug_entry").size();
    tables.add(new Table(start, (int) (size / entry)));
  }

  /** module_bug_cleanup. */
  public void remove(long start) {
    tables.removeIf(table -> table.start() == start);
  }

  /** report_bug: prints what the entry of {@code address} says. */
  public Type report(long address, Runnable showRegs) {
    long entry = find(address);
    if (entry == 0) {
      return Type.NONE;
    }
    StructType type = structs.type("bug_entry");
    long filePointer = entry + type.offset("file_disp");
    String file = memory.string(filePointer + memory.getInt(filePointer), 4096);
    int line = memory.getShort(entry + type.offset("line")) & 0xffff;
    int flags = memory.getShort(entry + type.offset("flags")) & 0xffff;
    boolean warning = (flags & WARNING) != 0;
    if (warning && (flags & ONCE) != 0) {
      if ((flags & DONE) != 0) {
        return Type.WARN;
      }
      memory.putShort(entry + type.offset("flags"), (short) (flags | DONE));
    }
    if ((flags & NO_CUT_HERE) == 0) {
      printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
    }
    if (warning) {
      panic.warn(file, line, address, flags >>> 8, showRegs);
      return Type.WARN;
    }
    printk.printk(2, "kernel BUG at " + file + ":" + line + "!\n");
    return Type.BUG;
  }

  /** module_find_bug. */
  private long find(long address) {
    StructType type = structs.type("bug_entry");
    for (Table table : tables) {
      for (int i = 0; i < table.entries(); i++) {
        long entry = table.start() + (long) i * type.size();
        long bug = entry + type.offset("bug_addr_disp");
        if (bug + memory.getInt(bug) == address) {
          return entry;
        }
      }
    }
    return 0;
  }
}
