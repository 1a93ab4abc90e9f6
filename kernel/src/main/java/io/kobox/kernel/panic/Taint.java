package io.kobox.kernel.panic;

/** Why the kernel is tainted, in the order of the bits (kernel/panic.c: taint_flags). */
public enum Taint {
  PROPRIETARY_MODULE('P', 'G', true),
  FORCED_MODULE('F', ' ', true),
  CPU_OUT_OF_SPEC('S', ' ', false),
  FORCED_RMMOD('R', ' ', false),
  MACHINE_CHECK('M', ' ', false),
  BAD_PAGE('B', ' ', false),
  USER('U', ' ', false),
  DIE('D', ' ', false),
  OVERRIDDEN_ACPI_TABLE('A', ' ', false),
  WARN('W', ' ', false),
  CRAP('C', ' ', true),
  FIRMWARE_WORKAROUND('I', ' ', false),
  OOT_MODULE('O', ' ', true),
  UNSIGNED_MODULE('E', ' ', true),
  SOFTLOCKUP('L', ' ', false),
  LIVEPATCH('K', ' ', true),
  AUX('X', ' ', true),
  RANDSTRUCT('T', ' ', true),
  TEST('N', ' ', true);

  private final char set;
  private final char clear;
  private final boolean module;

  Taint(char set, char clear, boolean module) {
    this.set = set;
    this.clear = clear;
    this.module = module;
  }

  /** The bit in {@code /proc/sys/kernel/tainted}. */
  public long bit() {
    return 1L << ordinal();
  }

  char letter(boolean isSet) {
    return isSet ? set : clear;
  }

  /** The letters of a module's taints, as in /proc/modules (module_flags_taint). */
  public static String moduleLetters(long taints) {
    StringBuilder letters = new StringBuilder();
    for (Taint taint : values()) {
      if (taint.module && (taints & taint.bit()) != 0) {
        letters.append(taint.set);
      }
    }
    return letters.toString();
  }
}
