package io.kobox.machine;

/** An access to guest memory, made by Java for the guest, that the page tables do not allow. */
public final class PageFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final boolean write;

  public PageFaultException(long address, boolean write) {
    super("page fault at 0x" + Long.toHexString(address), null, false, false);
    this.address = address;
    this.write = write;
  }

  /** The faulting virtual address, as in CR2. */
  public long address() {
    return address;
  }

  /** Whether the access was a write. */
  public boolean write() {
    return write;
  }
}
