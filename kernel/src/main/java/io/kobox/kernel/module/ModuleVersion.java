package io.kobox.kernel.module;

import io.kobox.kernel.printk.KernelLog;
import io.kobox.loader.ModuleVersions;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Symbol versions and version magic (kernel/module/version.c). */
public final class ModuleVersion {
  /** try_to_force_load. */
  @FunctionalInterface
  interface ForceLoad {
    void taint(String reason);
  }

  private ModuleVersion() {}

  /**
   * check_version: whether the module was built against the symbol's CRC.
   *
   * @param versions the module's __versions
   * @param crc the exporter's, null when it has none
   */
  static boolean check(
      String module,
      String symbol,
      ModuleVersions versions,
      @Nullable Integer crc,
      ForceLoad force,
      KernelLog log) {
    if (crc == null) {
      return true;
    }
    if (!versions.isPresent()) {
      force.taint(symbol);
      return true;
    }
    OptionalLong wanted = versions.crc(symbol);
    if (wanted.isEmpty()) {
      log.warn(module + ": no symbol version for " + symbol + "\n");
      return false;
    }
    if (wanted.getAsLong() != Integer.toUnsignedLong(crc)) {
      log.warn(module + ": disagrees about version of symbol " + symbol + "\n");
      return false;
    }
    return true;
  }

  /** same_magic: the release counts only for modules without symbol versions. */
  public static boolean sameMagic(String module, String kernel, boolean hasVersions) {
    return hasVersions ? flags(module).equals(flags(kernel)) : module.equals(kernel);
  }

  private static String flags(String magic) {
    int space = magic.indexOf(' ');
    return space < 0 ? "" : magic.substring(space);
  }
}
