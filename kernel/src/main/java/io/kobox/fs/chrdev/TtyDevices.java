package io.kobox.fs.chrdev;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** /dev/tty and /dev/console (drivers/tty/tty_io.c: tty_init). */
public final class TtyDevices {
  /** TTYAUX_MAJOR. */
  public static final int MAJOR = 5;

  private static final int TTY_MINOR = 0;
  private static final int CONSOLE_MINOR = 1;

  private TtyDevices() {}

  /**
   * Registers both.
   *
   * @param terminal the controlling terminal; without one /dev/tty cannot be opened: ENXIO
   * @param console what /dev/console is
   */
  public static void register(
      CharDevices devices, @Nullable FileOperations terminal, FileOperations console)
      throws ErrnoException {
    devices.registerRegion(MAJOR, TTY_MINOR, 1, "/dev/tty");
    devices.registerRegion(MAJOR, CONSOLE_MINOR, 1, "/dev/console");
    devices.add(MAJOR, TTY_MINOR, 1, terminal == null ? new NoTerminal() : terminal);
    devices.add(MAJOR, CONSOLE_MINOR, 1, console);
  }

  private static final class NoTerminal implements FileOperations {
    @Override
    public void open(OpenFile file) throws ErrnoException {
      throw new ErrnoException(Errno.ENXIO);
    }
  }
}
