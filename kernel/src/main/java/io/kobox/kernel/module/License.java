package io.kobox.kernel.module;

/** Which licenses may use GPL-only symbols (include/linux/license.h). */
public final class License {
  private License() {}

  /** license_is_gpl_compatible. */
  public static boolean isGplCompatible(String license) {
    return switch (license) {
      case "GPL",
          "GPL v2",
          "GPL and additional rights",
          "Dual BSD/GPL",
          "Dual MIT/GPL",
          "Dual MPL/GPL" ->
          true;
      default -> false;
    };
  }
}
