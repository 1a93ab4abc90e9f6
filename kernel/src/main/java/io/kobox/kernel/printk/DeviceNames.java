package io.kobox.kernel.printk;

import io.kobox.lib.StructLayouts;
import io.kobox.machine.GuestMemory;

/** How messages name a {@code struct device} (drivers/base/core.c: set_dev_info(), dev_name()). */
public final class DeviceNames {
  /** PRINTK_INFO_SUBSYSTEM_LEN and PRINTK_INFO_DEVICE_LEN, with their terminating zeros. */
  private static final int SUBSYSTEM_LENGTH = 16;

  private static final int DEVICE_LENGTH = 48;
  private static final int MINOR_BITS = 20;

  private final GuestMemory memory;
  private final StructLayouts layouts;

  public DeviceNames(GuestMemory memory, StructLayouts layouts) {
    this.memory = memory;
    this.layouts = layouts;
  }

  /** {@code driver device: }, the prefix of {@code dev_info()} and its siblings. */
  String prefix(long dev) {
    return text(driverString(dev)) + " " + text(devName(dev)) + ": ";
  }

  /** The address of the driver's name, else the bus's, else the class's, else of "". */
  long driverString(long dev) {
    long driver = pointer(dev, "device", "driver");
    if (driver != 0) {
      return pointer(driver, "device_driver", "name");
    }
    long bus = pointer(dev, "device", "bus");
    if (bus != 0) {
      return pointer(bus, "bus_type", "name");
    }
    long type = pointer(dev, "device", "class");
    // Linux has "" in its own data; here the zero byte that ends the device's name serves.
    return type != 0 ? pointer(type, "class", "name") : endOf(devName(dev));
  }

  private long endOf(long string) {
    return string == 0 ? 0 : string + memory.stringLength(string, Integer.MAX_VALUE);
  }

  private long devName(long dev) {
    long initName = pointer(dev, "device", "init_name");
    if (initName != 0) {
      return initName;
    }
    return pointer(dev + layouts.offset("device", "kobj"), "kobject", "name");
  }

  /** The dict of a message about {@code dev}. */
  Printk.DeviceInfo info(long dev) {
    long type = pointer(dev, "device", "class");
    long bus = pointer(dev, "device", "bus");
    if (type == 0 && bus == 0) {
      return new Printk.DeviceInfo("", "");
    }
    String subsystem =
        memory.string(
            type != 0 ? pointer(type, "class", "name") : pointer(bus, "bus_type", "name"));
    return new Printk.DeviceInfo(
        cut(subsystem, SUBSYSTEM_LENGTH), cut(device(dev, subsystem), DEVICE_LENGTH));
  }

  /** b12:8 a block device, c127:3 a character device, n8 a network interface, +sound:card0. */
  private String device(long dev, String subsystem) {
    int number = memory.getInt(dev + layouts.offset("device", "devt"));
    int major = number >>> MINOR_BITS;
    if (major != 0) {
      int minor = number & (1 << MINOR_BITS) - 1;
      return (subsystem.equals("block") ? "b" : "c") + major + ":" + minor;
    }
    if (subsystem.equals("net")) {
      long netDevice = dev - layouts.offset("net_device", "dev");
      int index = memory.getInt(netDevice + layouts.offset("net_device", "ifindex"));
      return "n" + Integer.toUnsignedString(index);
    }
    return "+" + subsystem + ":" + text(devName(dev));
  }

  private long pointer(long address, String struct, String field) {
    return memory.getLong(address + layouts.offset(struct, field));
  }

  private String text(long address) {
    return address == 0 ? "(null)" : memory.string(address);
  }

  private static String cut(String text, int size) {
    return text.length() < size ? text : text.substring(0, size - 1);
  }
}
