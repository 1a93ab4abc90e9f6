package io.kobox.fs.chrdev;

import io.kobox.drivers.misc.MiscDevices;
import io.kobox.syscalls.ErrnoException;

/**
 * The regions that the drivers built into Debian's 6.1 hold, as its /proc/devices shows them: the
 * first dynamic major of a module is 246 for that. Only some of these drivers are simulated.
 */
public final class BuiltInMajors {
  private static final int MINORS = 256;
  private static final int TTY_MAJOR = 4;
  private static final int SERIAL_FIRST = 64;
  private static final int PTMX_MINOR = 2;

  private record Region(int major, int firstMinor, int count, String name) {}

  private static final Region[] REGIONS = {
    new Region(TTY_MAJOR, 0, 1, "/dev/vc/0"),
    new Region(TTY_MAJOR, 1, SERIAL_FIRST - 1, "tty"),
    new Region(TTY_MAJOR, SERIAL_FIRST, 32, "ttyS"),
    new Region(TtyDevices.MAJOR, PTMX_MINOR, 1, "/dev/ptmx"),
    new Region(7, 0, MINORS, "vcs"),
    new Region(MiscDevices.MAJOR, 0, MINORS, "misc"),
    new Region(13, 0, 1024, "input"),
    new Region(29, 0, MINORS, "fb"),
    new Region(128, 0, 1 << 20, "ptm"),
    new Region(136, 0, 1 << 20, "pts"),
    new Region(153, 0, MINORS, "spi"),
    new Region(247, 0, 1 << 16, "cxl"),
    new Region(248, 0, 1 << 15, "bsg"),
    new Region(249, 0, 1 << 20, "ptp"),
    new Region(250, 0, 16, "pps"),
    new Region(251, 0, 16, "rtc"),
    new Region(252, 0, 1 << 20, "dax"),
    new Region(253, 0, 1 << 16, "tpm"),
    new Region(254, 0, 512, "gpiochip")
  };

  private BuiltInMajors() {}

  /** Takes them all. */
  public static void register(CharDevices devices) throws ErrnoException {
    for (Region region : REGIONS) {
      devices.registerRegion(region.major(), region.firstMinor(), region.count(), region.name());
    }
  }
}
