package io.kobox.kernel.printk;

import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.lib.OutputBuffer;
import io.kobox.lib.VaList;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;

/** The messages of drivers/base/core.c: text prefixed with driver and device, and a dict. */
public final class DevPrintkExports {
  private final Printk printk;
  private final Vsprintf vsprintf;
  private final GuestMemory memory;
  private final DeviceNames names;

  public DevPrintkExports(Printk printk, Vsprintf vsprintf, GuestMemory memory, DeviceNames names) {
    this.printk = printk;
    this.vsprintf = vsprintf;
    this.memory = memory;
    this.names = names;
  }

  // const char *dev_driver_string(const struct device *dev)
  @KernelExport
  public long dev_driver_string(long dev) {
    return names.driverString(dev);
  }

  // int dev_vprintk_emit(int level, const struct device *dev, const char *fmt, va_list args)
  @KernelExport
  public int dev_vprintk_emit(int level, long dev, String fmt, long args) {
    return emit(level, dev, "", fmt, VaList.copyOf(memory, args));
  }

  // int dev_printk_emit(int level, const struct device *dev, const char *fmt, ...)
  @KernelExport
  public int dev_printk_emit(int level, long dev, String fmt, VarArgs args) {
    return emit(level, dev, "", fmt, args);
  }

  // void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_printk(String level, long dev, String fmt, VarArgs args) {
    print(level.length() > 1 ? level.charAt(1) - '0' : -'0', dev, fmt, args);
  }

  // void _dev_emerg(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_emerg(long dev, String fmt, VarArgs args) {
    print(0, dev, fmt, args);
  }

  // void _dev_alert(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_alert(long dev, String fmt, VarArgs args) {
    print(1, dev, fmt, args);
  }

  // void _dev_crit(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_crit(long dev, String fmt, VarArgs args) {
    print(2, dev, fmt, args);
  }

  // void _dev_err(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_err(long dev, String fmt, VarArgs args) {
    print(3, dev, fmt, args);
  }

  // void _dev_warn(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_warn(long dev, String fmt, VarArgs args) {
    print(4, dev, fmt, args);
  }

  // void _dev_notice(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_notice(long dev, String fmt, VarArgs args) {
    print(5, dev, fmt, args);
  }

  // void _dev_info(const struct device *dev, const char *fmt, ...)
  @KernelExport
  public void _dev_info(long dev, String fmt, VarArgs args) {
    print(6, dev, fmt, args);
  }

  /** {@code __dev_printk()}. */
  private void print(int level, long dev, String fmt, VarArgs args) {
    if (dev == 0) {
      printk.emit(
          0,
          Printk.LOGLEVEL_DEFAULT,
          null,
          limit ->
              formatted("\001" + (char) (level + '0') + "(NULL device *): ", fmt, args, limit));
    } else {
      emit(level, dev, names.prefix(dev), fmt, args);
    }
  }

  private int emit(int level, long dev, String prefix, String fmt, VarArgs args) {
    return printk.emit(0, level, names.info(dev), limit -> formatted(prefix, fmt, args, limit));
  }

  private Printk.Formatted formatted(String prefix, String fmt, VarArgs args, int limit) {
    OutputBuffer out = new OutputBuffer(Math.max(limit - prefix.length(), 0));
    vsprintf.format(out, fmt, args);
    return new Printk.Formatted(prefix + out.text(), prefix.length() + out.length());
  }
}
