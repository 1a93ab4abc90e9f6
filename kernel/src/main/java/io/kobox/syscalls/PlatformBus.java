package io.kobox.syscalls;

import io.kobox.device.Resource;
import java.util.List;

/**
 * The kernel's bus for devices that it cannot find by itself (drivers/base/platform.c): somebody
 * tells it what is where, and the driver of that name gets it.
 */
public interface PlatformBus {
  /**
   * Tells the kernel of a platform device; the driver's probe() has run when this returns.
   *
   * @param device the name of what is plugged in, for {@link #remove}
   * @param name as in /sys/bus/platform/devices; a number behind the last dot is its instance
   * @throws IllegalArgumentException if it cannot be called so
   * @throws ErrnoException what platform_device_register_full() failed with
   */
  void add(String device, String name, List<Resource> resources) throws ErrnoException;

  /** Takes the platform device of that plugged device away, if it has one; remove() runs. */
  void remove(String device) throws ErrnoException;
}
