package io.kobox.device.catalog;

import io.kobox.device.DeviceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The devices that can be made by name. */
public final class DeviceTypes {
  private final Map<String, Type> types = new TreeMap<>();

  /** What it is, in a line for users, and how one is made. */
  private record Type(String description, Function<Properties, DeviceModel> maker) {}

  /** Those of this package. */
  public DeviceTypes() {
    add("edu", "QEMU's educational PCI device (image kernel): dma_mask=", Edu::new);
    add(
        "pc-testdev",
        "QEMU's test device: ports 0xe0 and 0x2000, memory 0xff000000",
        properties -> new PcTestdev());
    add(
        "pci-idio-16",
        "a PCI card with 16 GPIO outputs and inputs (image kernel): in0=, ...",
        properties -> new PciIdio16());
    add(
        "registers",
        "registers for scripts: mem=ADDRESS or ports=FIRST, size=, irq=",
        Registers::new);
  }

  /** Adds a type, or takes another for one that there is. */
  public void add(String name, String description, Function<Properties, DeviceModel> maker) {
    types.put(name, new Type(description, maker));
  }

  /**
   * Makes a device.
   *
   * @throws IllegalArgumentException if there is no such type, or it does not take the properties
   */
  public DeviceModel make(String name, Map<String, String> properties) {
    Type type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "no type of device " + name + ": one of " + String.join(", ", types.keySet()));
    }
    Properties given = new Properties(properties);
    DeviceModel device = type.maker().apply(given);
    given.checkAllUsed();
    return device;
  }

  /** A line for each type. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    types.forEach((name, type) -> lines.add(String.format("%-12s %s", name, type.description())));
    return lines;
  }
}
