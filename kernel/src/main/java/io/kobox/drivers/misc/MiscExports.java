package io.kobox.drivers.misc;

import io.kobox.export.KernelExport;

/** drivers/char/misc.c. */
public final class MiscExports {
  private final MiscDevices devices;

  public MiscExports(MiscDevices devices) {
    this.devices = devices;
  }

  /** int misc_register(struct miscdevice *misc). */
  @KernelExport
  int misc_register(long misc) {
    return devices.register(misc);
  }

  /** void misc_deregister(struct miscdevice *misc). */
  @KernelExport
  void misc_deregister(long misc) {
    devices.deregister(misc);
  }
}
