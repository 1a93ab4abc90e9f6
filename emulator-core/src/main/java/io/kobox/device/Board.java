package io.kobox.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a machine: which devices are plugged in, the addresses at which they answer, and
 * what they are to do when. Used by the thread that runs the machine.
 */
public final class Board {
  /** {@link #due}: nothing is to be done. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int LAST_PORT = 0xffff;

  private final Wiring wiring;
  private final AddressSpace memory = new AddressSpace();
  private final AddressSpace ports = new AddressSpace();
  private final Map<String, Plugged> devices = new LinkedHashMap<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long sequence;

  /** How a board is connected to the rest of its machine. */
  public interface Wiring {
    /** The machine's memory from physical address 0 on. */
    MemorySegment ram();

    /** The time in nanoseconds. */
    long now();

    /** {@link Board#expire} is to be called at {@code time}, also if nothing else happens then. */
    void wakeAt(long time);

    /** The interrupt line of that number; null if there is none. */
    @Nullable InterruptLine line(int number);

    /** Whether the keyboard took these bytes; false if there is no keyboard. */
    default boolean type(int... scanCodes) {
      return false;
    }

    /** Whether something other than a plugged device answers at a port. */
    default boolean portTaken(int port) {
      return false;
    }

    /** The slots of PCI bus 0; null if there is none. */
    default @Nullable PciSlots pci() {
      return null;
    }
  }

  /** Slots on a PCI bus. */
  public interface PciSlots {
    /** Puts a function into the first free slot. */
    PluggedFunction add(Board board, PciIdentity identity);
  }

  /** A PCI function in its slot. */
  public interface PluggedFunction extends PciSlot {
    /** Takes it out of its slot, and its BARs from their addresses. */
    void remove();
  }

  private record Event(long time, long sequence, Plugged owner, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  public Board(Wiring wiring) {
    this.wiring = wiring;
  }

  /** Who answers at physical addresses that are no memory. */
  public AddressSpace memory() {
    return memory;
  }

  /** Who answers at ports. */
  public AddressSpace ports() {
    return ports;
  }

  /** The interrupt line of that number, for somebody without a device; null if there is none. */
  public @Nullable InterruptLine line(int number) {
    return wiring.line(number);
  }

  /**
   * Somebody presses keys on the machine's keyboard, and releases them; see {@link Keys#stroke}.
   *
   * @throws IllegalArgumentException if there is no such key, or no keyboard
   */
  public void press(String chord) {
    if (!wiring.type(Keys.stroke(chord))) {
      throw new IllegalArgumentException("the machine has no keyboard");
    }
  }

  /** The machine's memory. */
  public MemorySegment ram() {
    return wiring.ram();
  }

  /**
   * Plugs a device in.
   *
   * @throws IllegalArgumentException if there is one of that name, or what it needs is not there
   */
  public void plug(String name, DeviceModel device) {
    if (devices.containsKey(name)) {
      throw new IllegalArgumentException("there is a device " + name + " already");
    }
    String already = nameOf(device);
    if (already != null) {
      throw new IllegalArgumentException("it is plugged in already, as " + already);
    }
    Plugged plugged = new Plugged(name, device);
    try {
      device.plug(plugged);
    } catch (RuntimeException e) {
      plugged.disconnect();
      throw e;
    }
    devices.put(name, plugged);
  }

  /**
   * Pulls a device out.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public void unplug(String name) {
    Plugged plugged = find(name);
    devices.remove(name);
    plugged.disconnect();
    plugged.device.unplug();
  }

  /** The names of the devices, in the order in which they were plugged in. */
  public List<String> names() {
    return List.copyOf(devices.keySet());
  }

  /**
   * The device of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public DeviceModel device(String name) {
    return find(name).device;
  }

  /** The name of a device that is plugged in; null if it is not. */
  @SuppressWarnings("ReferenceEquality")
  public @Nullable String nameOf(DeviceModel device) {
    for (Plugged plugged : devices.values()) {
      if (plugged.device == device) {
        return plugged.name;
      }
    }
    return null;
  }

  /** What a device has of the machine's addresses, ports and lines. */
  public List<Resource> resources(String name) {
    return List.copyOf(find(name).resources);
  }

  /** The same for users, and what it is on the PCI bus: {@code pci 0000:00:04.0 [1234:11e8]}. */
  public List<String> describe(String name) {
    Plugged plugged = find(name);
    List<String> lines = new ArrayList<>();
    plugged.resources.forEach(resource -> lines.add(resource.toString()));
    if (plugged.slot != null) {
      lines.add(plugged.slot);
    }
    return lines;
  }

  /** Where on the PCI bus a device is; null if it is not there. */
  public @Nullable String pciAddress(String name) {
    PluggedFunction function = find(name).function;
    return function == null ? null : function.address();
  }

  private Plugged find(String name) {
    Plugged plugged = devices.get(name);
    if (plugged == null) {
      throw new IllegalArgumentException("no device " + name);
    }
    return plugged;
  }

  /** When a device wants to do something next, or {@link #NEVER}. */
  public long due() {
    Event first = events.peek();
    return first == null ? NEVER : first.time();
  }

  /** Has the devices do what is due. */
  public void expire() {
    while (due() <= wiring.now()) {
      events.remove().action().run();
    }
  }

  /** A device in its socket. */
  private final class Plugged implements Bus {
    private final String name;
    private final DeviceModel device;
    private final List<Long> memoryRanges = new ArrayList<>();
    private final List<Long> portRanges = new ArrayList<>();
    private final List<InterruptLine> lines = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private @Nullable PluggedFunction function;
    private @Nullable String slot;

    private Plugged(String name, DeviceModel device) {
      this.name = name;
      this.device = device;
    }

    @Override
    public void memory(long address, long size, Region region) {
      if (address < wiring.ram().byteSize()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "0x%x: the machine has memory up to 0x%x",
                address,
                wiring.ram().byteSize() - 1));
      }
      memory.add(address, size, region);
      memoryRanges.add(address);
      resources.add(new Resource(Resource.Kind.MEMORY, address, address + size - 1));
    }

    @Override
    public void ports(int first, int count, Region region) {
      if (first < 0 || count <= 0 || first + count - 1 > LAST_PORT) {
        throw new IllegalArgumentException("no ports: " + first + " + " + count);
      }
      for (int port = first; port < first + count; port++) {
        if (wiring.portTaken(port)) {
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "port 0x%x is taken", port));
        }
      }
      ports.add(first, count, region);
      portRanges.add((long) first);
      resources.add(new Resource(Resource.Kind.PORTS, first, first + count - 1L));
    }

    @Override
    public InterruptLine interrupt(int number) {
      InterruptLine line = wiring.line(number);
      if (line == null) {
        throw new IllegalArgumentException("there is no interrupt line " + number);
      }
      lines.add(line);
      resources.add(new Resource(Resource.Kind.INTERRUPT, number, number));
      return line;
    }

    @Override
    public PciSlot pci(PciIdentity identity) {
      PciSlots slots = wiring.pci();
      if (slots == null) {
        throw new IllegalArgumentException(
            "the simulated kernel has no PCI; run a real kernel's code, with --kernel");
      }
      if (function != null) {
        throw new IllegalArgumentException("a device is one PCI function");
      }
      PluggedFunction added = slots.add(Board.this, identity);
      function = added;
      slot =
          String.format(
              Locale.ROOT,
              "pci %s [%04x:%04x]",
              added.address(),
              identity.vendor(),
              identity.device());
      return added;
    }

    @Override
    public Dma dma() {
      return new Dma(wiring.ram(), () -> true);
    }

    @Override
    public long now() {
      return wiring.now();
    }

    @Override
    public void after(long nanoseconds, Runnable action) {
      long time = wiring.now() + Math.max(0, nanoseconds);
      events.add(new Event(time, sequence++, this, action));
      wiring.wakeAt(time);
    }

    private void disconnect() {
      memoryRanges.forEach(memory::remove);
      portRanges.forEach(ports::remove);
      lines.forEach(InterruptLine::lower);
      events.removeIf(event -> event.owner().name.equals(name));
      if (function != null) {
        function.remove();
      }
    }
  }
}
