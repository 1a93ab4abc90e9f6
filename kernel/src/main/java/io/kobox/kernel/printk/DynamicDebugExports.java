package io.kobox.kernel.printk;

import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.lib.OutputBuffer;
import io.kobox.lib.StructLayouts;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;
import java.util.function.IntSupplier;

/** lib/dynamic_debug.c: messages of call sites that are switched on. */
public final class DynamicDebugExports {
  private static final int FLAG_MODULE = 2;
  private static final int FLAG_FUNCTION = 4;
  private static final int FLAG_LINE = 8;
  private static final int FLAG_THREAD = 16;
  private static final int LINE_MASK = (1 << 18) - 1;
  private static final int PREFIX_SIZE = 64;
  private static final int LOGLEVEL_DEBUG = 7;

  private final Printk printk;
  private final Vsprintf vsprintf;
  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final DeviceNames names;
  private final IntSupplier currentPid;

  /**
   * The call sites' messages.
   *
   * @param currentPid the running task's pid; negative in interrupts
   */
  public DynamicDebugExports(
      Printk printk,
      Vsprintf vsprintf,
      GuestMemory memory,
      StructLayouts layouts,
      DeviceNames names,
      IntSupplier currentPid) {
    this.printk = printk;
    this.vsprintf = vsprintf;
    this.memory = memory;
    this.layouts = layouts;
    this.names = names;
    this.currentPid = currentPid;
  }

  // void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...)
  @KernelExport
  public void __dynamic_pr_debug(long descriptor, String fmt, VarArgs args) {
    String prefix = "\0017" + prefix(descriptor);
    printk.emit(0, Printk.LOGLEVEL_DEFAULT, null, limit -> formatted(prefix, fmt, args, limit));
  }

  // void __dynamic_dev_dbg(struct _ddebug *descriptor, const struct device *dev,
  //                        const char *fmt, ...)
  @KernelExport
  public void __dynamic_dev_dbg(long descriptor, long dev, String fmt, VarArgs args) {
    if (dev == 0) {
      printk.emit(
          0,
          Printk.LOGLEVEL_DEFAULT,
          null,
          limit -> formatted("\0017(NULL device *): ", fmt, args, limit));
      return;
    }
    String prefix = prefix(descriptor) + names.prefix(dev);
    printk.emit(0, LOGLEVEL_DEBUG, names.info(dev), limit -> formatted(prefix, fmt, args, limit));
  }

  private Printk.Formatted formatted(String prefix, String fmt, VarArgs args, int limit) {
    OutputBuffer out = new OutputBuffer(Math.max(limit - prefix.length(), 0));
    vsprintf.format(out, fmt, args);
    return new Printk.Formatted(prefix + out.text(), prefix.length() + out.length());
  }

  /** What the flags t, m, f, l of the call site ask for ({@code __dynamic_emit_prefix()}). */
  private String prefix(long descriptor) {
    int flags = memory.getByte(descriptor + layouts.offset("_ddebug", "flags"));
    StringBuilder prefix = new StringBuilder();
    if ((flags & FLAG_THREAD) != 0) {
      int pid = currentPid.getAsInt();
      prefix.append(pid < 0 ? "<intr> " : "[" + pid + "] ");
    }
    int afterThread = prefix.length();
    if ((flags & FLAG_MODULE) != 0) {
      prefix.append(string(descriptor, "modname")).append(':');
    }
    if ((flags & FLAG_FUNCTION) != 0) {
      prefix.append(string(descriptor, "function")).append(':');
    }
    if ((flags & FLAG_LINE) != 0) {
      int line = memory.getInt(descriptor + layouts.offset("_ddebug", "lineno")) & LINE_MASK;
      prefix.append(line).append(':');
    }
    if (prefix.length() > afterThread) {
      prefix.append(' ');
    }
    prefix.setLength(Math.min(prefix.length(), PREFIX_SIZE - 1));
    return prefix.toString();
  }

  private String string(long descriptor, String field) {
    return memory.string(memory.getLong(descriptor + layouts.offset("_ddebug", field)));
  }
}
