package io.kobox.fs.sysfs;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;

/** What show methods of attributes write with (fs/sysfs/file.c). */
public final class SysfsExports {
  private static final int PAGE_SIZE = 4096;

  private final GuestMemory memory;
  private final Vsprintf vsprintf;

  public SysfsExports(GuestMemory memory, Vsprintf vsprintf) {
    this.memory = memory;
    this.vsprintf = vsprintf;
  }

  /** int sysfs_emit(char *buf, const char *fmt, ...). */
  @KernelExport(level = Level.PARTIAL, note = "a buffer that is not page aligned is not warned of")
  int sysfs_emit(long buffer, String format, VarArgs arguments) {
    return emit(buffer, 0, format, arguments);
  }

  /** int sysfs_emit_at(char *buf, int at, const char *fmt, ...). */
  @KernelExport(level = Level.PARTIAL, note = "a buffer that is not page aligned is not warned of")
  int sysfs_emit_at(long buffer, int at, String format, VarArgs arguments) {
    return at < 0 || at >= PAGE_SIZE ? 0 : emit(buffer, at, format, arguments);
  }

  /** vscnprintf into what is left of the page. */
  private int emit(long buffer, int at, String format, VarArgs arguments) {
    String text = vsprintf.format(PAGE_SIZE - at - 1, format, arguments);
    memory.putString(buffer + at, text);
    return text.length();
  }
}
