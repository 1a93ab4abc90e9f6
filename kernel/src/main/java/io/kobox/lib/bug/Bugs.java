package io.kobox.lib.bug;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.printk.Printk;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
    return entry == 0 ? Type.NONE : report(entry, address, () -> format(entry), showRegs);
  }

  /**
   * report_bug_entry: the same of an entry that is known (7.0).
   *
   * @param text formats the message of this string
   */
  public void report(long entry, UnaryOperator<String> text, Runnable showRegs) {
    long address = entry + type().offset("bug_addr_disp");
    report(entry, address + memory.getInt(address), () -> text.apply(format(entry)), showRegs);
  }

  private Type report(long entry, long address, Supplier<String> text, Runnable showRegs) {
    Struct bug = type().at(entry);
    String file = text(entry, "file_disp");
    int line = bug.getInt("line");
    int flags = bug.getInt("flags");
    boolean warning = (flags & WARNING) != 0;
    if (warning && (flags & ONCE) != 0) {
      if ((flags & DONE) != 0) {
        return Type.WARN;
      }
      bug.set("flags", flags | DONE);
    }
    if ((flags & NO_CUT_HERE) == 0) {
      printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
      String message = text.get();
      if (!message.isEmpty()) {
        printk.printk(Printk.LOGLEVEL_DEFAULT, message);
      }
    }
    if (warning) {
      panic.warn(file, line, address, flags >>> 8, showRegs);
      return Type.WARN;
    }
    printk.printk(2, "kernel BUG at " + file + ":" + line + "!\n");
    return Type.BUG;
  }

  private StructType type() {
    return structs.type("bug_entry");
  }

  /** bug_get_format: the message, which entries have since 7.0. */
  private String format(long entry) {
    return type().has("format_disp") ? text(entry, "format_disp") : "";
  }

  /** The string that a field gives relative to its own address. */
  private String text(long entry, String field) {
    long at = entry + type().offset(field);
    int offset = memory.getInt(at);
    return offset == 0 ? "" : memory.string(at + offset, 4096);
  }

  /** module_find_bug. */
  private long find(long address) {
    StructType type = type();
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
