package io.kobox.kernel.printk;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.kernel.printk.Printk.DeviceInfo;
import io.kobox.lib.OutputBuffer;
import io.kobox.lib.RatelimitState;
import io.kobox.lib.StructLayouts;
import io.kobox.lib.VaList;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** kernel/printk/printk.c and kernel/printk/printk_safe.c. */
public final class PrintkExports {
  private static final int CONSOLE_LOGLEVEL_MOTORMOUTH = 15;
  private static final int HZ = 250;

  private final Printk printk;
  private final Vsprintf vsprintf;
  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final LongSupplier jiffies;
  private final RatelimitState ratelimit =
      new RatelimitState(RatelimitState.DEFAULT_INTERVAL, RatelimitState.DEFAULT_BURST);
  private int consoleLocked;

  public PrintkExports(
      Printk printk,
      Vsprintf vsprintf,
      GuestMemory memory,
      StructLayouts layouts,
      LongSupplier jiffies) {
    this.printk = printk;
    this.vsprintf = vsprintf;
    this.memory = memory;
    this.layouts = layouts;
    this.jiffies = jiffies;
    // kernel/audit.c: while booting, kauditd_printk_skb asked for its record of type 2000
    ratelimit.event(jiffies.getAsLong(), false);
  }

  // int _printk(const char *fmt, ...)
  @KernelExport
  public int _printk(String fmt, VarArgs args) {
    return emit(0, Printk.LOGLEVEL_DEFAULT, null, fmt, args);
  }

  // int vprintk(const char *fmt, va_list args)
  @KernelExport(aliases = "vprintk_default")
  public int vprintk(String fmt, long args) {
    return emit(0, Printk.LOGLEVEL_DEFAULT, null, fmt, VaList.copyOf(memory, args));
  }

  // int vprintk_emit(int facility, int level, const struct dev_printk_info *dev_info,
  //                  const char *fmt, va_list args)
  @KernelExport
  public int vprintk_emit(int facility, int level, long dev_info, String fmt, long args) {
    DeviceInfo device = dev_info == 0 ? null : deviceInfo(dev_info);
    return emit(facility, level, device, fmt, VaList.copyOf(memory, args));
  }

  private DeviceInfo deviceInfo(long address) {
    long subsystem = address + layouts.offset("dev_printk_info", "subsystem");
    long device = address + layouts.offset("dev_printk_info", "device");
    return new DeviceInfo(memory.string(subsystem, 15), memory.string(device, 47));
  }

  private int emit(int facility, int level, @Nullable DeviceInfo device, String fmt, VarArgs args) {
    return printk.emit(
        facility,
        level,
        device,
        limit -> {
          OutputBuffer out = new OutputBuffer(limit);
          vsprintf.format(out, fmt, args);
          return new Printk.Formatted(out.text(), out.length());
        });
  }

  // int __printk_ratelimit(const char *func)
  @KernelExport
  public int __printk_ratelimit(long func) {
    RatelimitState.Verdict verdict = ratelimit.event(jiffies.getAsLong(), false);
    if (verdict.suppressed() > 0) {
      printk.printk(
          "\0014" + memory.string(func) + ": " + verdict.suppressed() + " callbacks suppressed\n");
    }
    return verdict.allowed() ? 1 : 0;
  }

  // bool printk_timed_ratelimit(unsigned long *caller_jiffies, unsigned int interval_msecs)
  @KernelExport
  public boolean printk_timed_ratelimit(long caller_jiffies, int interval_msecs) {
    long now = jiffies.getAsLong();
    long last = memory.getLong(caller_jiffies);
    long interval = (Integer.toUnsignedLong(interval_msecs) * HZ + 999) / 1000;
    if (last != 0 && Long.compareUnsigned(now - last, interval) <= 0) {
      return false;
    }
    memory.putLong(caller_jiffies, now);
    return true;
  }

  // void console_lock(void)
  @KernelExport(level = Level.PARTIAL, note = "counts; there are no console drivers to keep out")
  public void console_lock() {
    consoleLocked++;
  }

  // int console_trylock(void)
  @KernelExport(level = Level.PARTIAL, note = "counts; there are no console drivers to keep out")
  public int console_trylock() {
    if (consoleLocked > 0) {
      return 0;
    }
    consoleLocked++;
    return 1;
  }

  // void console_unlock(void)
  @KernelExport(level = Level.PARTIAL, note = "counts; there are no console drivers to keep out")
  public void console_unlock() {
    consoleLocked = Math.max(consoleLocked - 1, 0);
  }

  // int is_console_locked(void)
  @KernelExport
  public int is_console_locked() {
    return consoleLocked > 0 ? 1 : 0;
  }

  // void console_verbose(void)
  @KernelExport
  public void console_verbose() {
    ConsoleLevels levels = printk.consoleLevels();
    if (levels.console() != 0) {
      levels.set(
          CONSOLE_LOGLEVEL_MOTORMOUTH,
          levels.defaultMessage(),
          levels.minimumConsole(),
          levels.defaultConsole());
    }
  }
}
