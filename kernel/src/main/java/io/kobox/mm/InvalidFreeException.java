package io.kobox.mm;

/**
 * Guest code gave back what it did not have: the kernel would corrupt itself or stop with a BUG.
 */
public final class InvalidFreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;

  public InvalidFreeException(long address) {
    super("invalid free of 0x" + Long.toHexString(address), null, false, false);
    this.address = address;
  }

  public long address() {
    return address;
  }
}
