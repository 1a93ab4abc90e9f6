package io.kobox.machine;

/**
 * The lower half of an address space, which a process has for itself; the upper half is the same in
 * all (arch/x86: pgd_t with shared kernel entries). Of the CPU it is the one in force while {@link
 * PageTables#enter} put it there.
 */
public final class AddressSpace {
  /** The top table's entries of the lower half. */
  static final int ENTRIES = 256;

  /** The entries while the space is not in force. */
  final long[] entries = new long[ENTRIES];
}
