package io.kobox.device;

/**
 * A device as its driver sees it: registers, interrupts, access to memory. The same object can be
 * plugged into a machine with either kernel, into one at a time.
 *
 * <pre>{@code
 * final class Thermometer implements DeviceModel, Region {
 *   private InterruptLine line;
 *
 *   public void plug(Bus bus) {
 *     bus.memory(0xfed80000L, 0x100, this);
 *     line = bus.interrupt(5);
 *   }
 *
 *   public long read(long offset, int size) { ... }
 *   public void write(long offset, int size, long value) { ... }
 * }
 * }</pre>
 */
public interface DeviceModel {
  /**
   * The device is connected: it asks for its addresses and lines here. What it asked for is taken
   * away when it is unplugged.
   *
   * @throws IllegalArgumentException for addresses that are taken, lines that do not exist
   */
  void plug(Bus bus);

  /** The device is pulled out; it has no bus any more. */
  default void unplug() {}

  /**
   * Somebody turns a knob of the device, {@code device set NAME KNOB=VALUE} in the shell.
   *
   * @throws IllegalArgumentException if there is no such knob or it does not take that value
   */
  default void set(String knob, String value) {
    throw new IllegalArgumentException("no such setting: " + knob);
  }

  /**
   * What somebody sees who looks at the device, {@code device get NAME KNOB} in the shell.
   *
   * @throws IllegalArgumentException if there is nothing of that name
   */
  default String get(String knob) {
    throw new IllegalArgumentException("no such setting: " + knob);
  }
}
