package io.kobox.device;

/**
 * What a PCI function says it is, in its configuration space.
 *
 * @param classCode base class, subclass and programming interface: 0x00ff00 is none of the known
 */
public record PciIdentity(
    int vendor, int device, int revision, int classCode, int subsystemVendor, int subsystem) {
  /** QEMU's subsystem, which its devices have. */
  private static final int QEMU_VENDOR = 0x1af4;

  private static final int QEMU_SUBSYSTEM = 0x1100;

  /** With the subsystem that QEMU's devices have. */
  public PciIdentity(int vendor, int device, int revision, int classCode) {
    this(vendor, device, revision, classCode, QEMU_VENDOR, QEMU_SUBSYSTEM);
  }
}
