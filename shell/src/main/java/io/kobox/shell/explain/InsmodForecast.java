package io.kobox.shell.explain;

import io.kobox.kernel.module.License;
import io.kobox.kernel.module.ModuleVersion;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleVersions;
import io.kobox.shell.explain.ModuleFacts.Import;
import io.kobox.shell.explain.ModuleFacts.Verdict;
import io.kobox.symbols.KernelSymbol;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What insmod would come to, by the checks that load_module makes before it runs any of the
 * module's code (kernel/module/main.c), in its order, on a machine whose kernel is not tainted.
 */
final class InsmodForecast {
  private static final int ENOENT = 2;
  private static final int ENOEXEC = 8;
  private static final int EINVAL = 22;
  private static final String LAYOUT = "module_layout";

  private final KernelKnowledge kernel;
  private final String name;
  private final String infoName;
  private final ModInfo info;
  private final ModuleVersions versions;
  private final List<Import> imports;
  private final boolean signed;
  private final List<String> log = new ArrayList<>();

  InsmodForecast(
      KernelKnowledge kernel,
      String name,
      String infoName,
      ModInfo info,
      ModuleVersions versions,
      List<Import> imports,
      boolean signed) {
    this.kernel = kernel;
    this.name = name;
    this.infoName = infoName;
    this.info = info;
    this.versions = versions;
    this.imports = imports;
    this.signed = signed;
  }

  Verdict verdict() {
    KernelSymbol layout = kernel.exports().find(LAYOUT);
    OptionalLong crc = versions.crc(LAYOUT);
    if (layout != null && versions.isPresent()) {
      if (crc.isEmpty()) {
        return refused(ENOEXEC, infoName + ": no symbol version for " + LAYOUT);
      }
      if (crc.getAsLong() != Integer.toUnsignedLong(layout.crc())) {
        return refused(ENOEXEC, infoName + ": disagrees about version of symbol " + LAYOUT);
      }
    }
    String magic = info.get("vermagic");
    if (magic == null) {
      log.add(name + ": bad vermagic: kernel tainted.");
    } else if (!ModuleVersion.sameMagic(magic, kernel.vermagic(), versions.isPresent())) {
      return refused(
          ENOEXEC,
          infoName + ": version magic '" + magic + "' should be '" + kernel.vermagic() + "'");
    }
    taints();
    for (Import each : imports) {
      if (!each.problem().isEmpty()) {
        return unresolved();
      }
    }
    return new Verdict(0, "", log);
  }

  private void taints() {
    if (info.get("intree") == null) {
      log.add(name + ": loading out-of-tree module taints kernel.");
    }
    String license = info.get("license");
    if (license == null || !License.isGplCompatible(license)) {
      log.add(
          name
              + ": module license '"
              + (license == null ? "unspecified" : license)
              + "' taints kernel.");
      log.add("Disabling lock debugging due to kernel taint");
    }
    if (!signed) {
      log.add(
          name
              + ": module verification failed: signature and/or required key missing - tainting"
              + " kernel");
    }
  }

  /** simplify_symbols: it complains of every symbol, and returns the last one's error. */
  private Verdict unresolved() {
    int errno = ENOENT;
    for (Import each : imports) {
      if (each.problem().isEmpty()) {
        continue;
      }
      boolean unknown = each.problem().startsWith("Unknown symbol");
      boolean byVersion = each.problem().contains("version");
      log.add((byVersion ? infoName : name) + ": " + each.problem());
      errno = unknown ? ENOENT : EINVAL;
      if (!unknown) {
        log.add(name + ": Unknown symbol " + each.name() + " (err -" + EINVAL + ")");
      }
    }
    return new Verdict(
        errno, errno == ENOENT ? "Unknown symbol in module" : "Invalid parameters", log);
  }

  private Verdict refused(int errno, String line) {
    log.add(line);
    return new Verdict(errno, "Invalid module format", log);
  }
}
