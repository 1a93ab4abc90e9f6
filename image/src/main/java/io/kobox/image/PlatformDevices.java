package io.kobox.image;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfStruct;
import io.kobox.device.Resource;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.PlatformBus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices that are plugged in as platform devices, registered by the kernel's own {@code
 * platform_device_register_full()} (drivers/base/platform.c).
 */
final class PlatformDevices {
  private static final String REGISTER = "platform_device_register_full";
  private static final String UNREGISTER = "platform_device_unregister";

  /** The functions that are called. */
  static final List<String> FUNCTIONS = List.of(KernelCalls.DOOR, REGISTER, UNREGISTER);

  private static final String INFO = "platform_device_info";
  private static final String RESOURCE = "resource";
  private static final Map<String, List<String>> MEMBERS =
      Map.of(
          INFO,
          List.of("name", "id", "res", "num_res"),
          RESOURCE,
          List.of("start", "end", "flags"));
  private static final String SIZE = ".";

  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_:.-]{1,40}?)(?:\\.(\\d{1,9}))?");

  /** {@code PLATFORM_DEVID_NONE}. */
  private static final int NO_ID = -1;

  /** {@code IORESOURCE_IO}, {@code IORESOURCE_MEM} and {@code IORESOURCE_IRQ} of linux/ioport.h. */
  private static final Map<Resource.Kind, Long> FLAGS =
      Map.of(
          Resource.Kind.PORTS, 0x100L,
          Resource.Kind.MEMORY, 0x200L,
          Resource.Kind.INTERRUPT, 0x400L);

  private final KernelCalls kernel;
  private final Map<String, Long> facts;

  /** The kernel's {@code struct platform_device} of each device. */
  private final Map<String, Long> registered = new HashMap<>();

  /**
   * @param facts addresses of {@link #FUNCTIONS} and what {@link #describe} added
   */
  PlatformDevices(KernelCalls kernel, Map<String, Long> facts) {
    this.kernel = kernel;
    this.facts = facts;
  }

  /** Adds sizes and places of members of the structures that are needed. */
  static void describe(Btf types, Map<String, Long> facts) {
    MEMBERS.forEach(
        (name, members) -> {
          BtfStruct struct = types.findStruct(name);
          if (struct != null) {
            facts.put(name + SIZE, struct.size());
            members.forEach(member -> facts.put(key(name, member), struct.field(member).offset()));
          }
        });
  }

  private static String key(String struct, String member) {
    return struct + "." + member;
  }

  /** The bus for a process. */
  PlatformBus of(AgentThread thread) {
    return new PlatformBus() {
      @Override
      public void add(String device, String name, List<Resource> resources) throws ErrnoException {
        registered.put(device, register(thread, name, resources));
      }

      @Override
      public void remove(String device) {
        Long pointer = registered.remove(device);
        if (pointer != null) {
          kernel.call(thread, function(UNREGISTER), pointer);
        }
      }
    };
  }

  private long function(String name) {
    return facts.getOrDefault(name, 0L);
  }

  private long register(AgentThread thread, String name, List<Resource> resources)
      throws ErrnoException {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no name of a platform device: " + name);
    }
    if (!facts.containsKey(INFO + SIZE) || !facts.containsKey(RESOURCE + SIZE)) {
      throw new IllegalArgumentException("this kernel's platform devices are not known");
    }
    int id = parts.group(2) == null ? NO_ID : Integer.parseInt(parts.group(2));
    long result =
        kernel.call(
            thread, function(REGISTER), at -> information(at, parts.group(1), id, resources));
    if (result < 0 && result > -4096) {
      throw new ErrnoException((int) -result);
    }
    return result;
  }

  /** A {@code struct platform_device_info}, its resources and its name, one behind the other. */
  private byte[] information(long at, String name, int id, List<Resource> resources) {
    int info = (int) fact(INFO + SIZE);
    int resource = (int) fact(RESOURCE + SIZE);
    int text = info + resources.size() * resource;
    ByteBuffer bytes = ByteBuffer.allocate(text + name.length() + 1).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(place(INFO, "name"), at + text);
    bytes.putInt(place(INFO, "id"), id);
    bytes.putLong(place(INFO, "res"), at + info);
    bytes.putInt(place(INFO, "num_res"), resources.size());
    int next = info;
    for (Resource each : resources) {
      bytes.putLong(next + place(RESOURCE, "start"), each.first());
      bytes.putLong(next + place(RESOURCE, "end"), each.last());
      bytes.putLong(next + place(RESOURCE, "flags"), FLAGS.getOrDefault(each.kind(), 0L));
      next += resource;
    }
    bytes.put(text, name.getBytes(StandardCharsets.US_ASCII));
    return bytes.array();
  }

  private int place(String struct, String member) {
    return (int) fact(key(struct, member));
  }

  private long fact(String name) {
    return facts.getOrDefault(name, 0L);
  }
}
