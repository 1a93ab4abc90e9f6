package io.kobox.drivers.misc;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.types.Struct;

/** The static function that the class of misc devices names. */
public final class MiscFunctions {
  static final String DEVNODE = "misc_devnode";

  private final Guest guest;

  public MiscFunctions(Guest guest) {
    this.guest = guest;
  }

  /** static char *misc_devnode(struct device *dev, umode_t *mode). */
  @KernelExport
  long misc_devnode(long dev, long mode) {
    long address = guest.at("device", dev).get("driver_data");
    Struct misc = guest.at("miscdevice", address);
    if (mode != 0 && misc.get("mode") != 0) {
      guest.memory().putShort(mode, (short) misc.get("mode"));
    }
    return misc.get("nodename") == 0 ? 0 : guest.newString(guest.string(misc.get("nodename")));
  }
}
