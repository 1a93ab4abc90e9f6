package io.kobox.syscalls;

import io.kobox.device.Board;
import io.kobox.device.DeviceModel;
import java.nio.charset.StandardCharsets;

/**
 * Plugging devices in and out of a machine that runs. The kernel looks for a PCI function when it
 * is told to (/sys/bus/pci/rescan), and lets go of it before it is pulled out; other devices are
 * found by drivers that know where they are.
 */
public final class Hotplug {
  private static final String PCI = "/sys/bus/pci/";

  private Hotplug() {}

  /**
   * Plugs a device in.
   *
   * @throws IllegalArgumentException if that cannot be, see {@link Board#plug}
   */
  public static void plug(SystemCalls calls, String name, DeviceModel device)
      throws ErrnoException {
    Board board = calls.board();
    board.plug(name, device);
    if (board.pciAddress(name) != null) {
      write(calls, PCI + "rescan");
    }
  }

  /**
   * Pulls a device out.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static void unplug(SystemCalls calls, String name) throws ErrnoException {
    Board board = calls.board();
    String address = board.pciAddress(name);
    if (address != null) {
      write(calls, PCI + "devices/" + address + "/remove");
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
