package io.kobox.syscalls;

import io.kobox.device.Board;
import io.kobox.device.DeviceModel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Plugging devices in and out of a machine that runs. The kernel looks for a PCI function when it
 * is told to (/sys/bus/pci/rescan), and is told of a platform device; it lets go of both before
 * they are pulled out. Other devices are found by drivers that know where they are.
 */
public final class Hotplug {
  private static final String PCI = "/sys/bus/pci/";

  private Hotplug() {}

  /**
   * Plugs a device in.
   *
   * @param platform the name of the platform device that it is; null: it is none
   * @throws IllegalArgumentException if that cannot be, see {@link Board#plug}
   */
  public static void plug(
      SystemCalls calls, String name, DeviceModel device, @Nullable String platform)
      throws ErrnoException {
    Board board = calls.board();
    PlatformBus bus = calls.platformBus();
    if (platform != null && bus == null) {
      throw new IllegalArgumentException(
          "the simulated kernel has no platform bus; run a real kernel's code, with --kernel");
    }
    board.plug(name, device);
    boolean onPci = board.pciAddress(name) != null;
    if (onPci) {
      write(calls, PCI + "rescan");
    }
    if (platform == null || bus == null) {
      return;
    }
    try {
      if (onPci) {
        throw new IllegalArgumentException("a PCI function is no platform device");
      }
      bus.add(name, platform, board.resources(name));
    } catch (IllegalArgumentException | ErrnoException e) {
      unplug(calls, name);
      throw e;
    }
  }

  /**
   * Pulls a device out.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static void unplug(SystemCalls calls, String name) throws ErrnoException {
    Board board = calls.board();
    PlatformBus bus = calls.platformBus();
    String address = board.pciAddress(name);
    if (address != null) {
      write(calls, PCI + "devices/" + address + "/remove");
    }
    if (bus != null) {
      bus.remove(name);
    }
    board.unplug(name);
  }

  private static void write(SystemCalls calls, String path) throws ErrnoException {
    byte[] one = "1\n".getBytes(StandardCharsets.US_ASCII);
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_WRONLY, 0);
    try {
      calls.write(fd, one, 0, one.length);
    } finally {
      calls.close(fd);
    }
  }
}
