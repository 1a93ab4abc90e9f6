package io.kobox.kernel.module;

/** Which licenses may use GPL-only symbols (include/linux/license.h). */
final class License {
  private License() {}

  static boolean isGplCompatible(String license) {
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
