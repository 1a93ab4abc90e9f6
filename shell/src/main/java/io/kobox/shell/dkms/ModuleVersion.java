package io.kobox.shell.dkms;

import io.kobox.kmod.HostTree;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.ModuleInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a module file says of its version (dkms: get_module_verinfo()).
 *
 * @param version empty: it says none
 */
record ModuleVersion(String version, String srcversion) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Of a file that is no module, both are empty. */
  static ModuleVersion of(Path file) {
    String version = "";
    String srcversion = "";
    String name =
        new String(file.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try (KmodFile module = KmodFile.open(new HostTree(), name, (place, function, text) -> {})) {
      for (ModuleInfo.Field field : ModuleInfo.read(KmodElf.open(module.content()))) {
        if (field.key().equals("version")) {
          version = field.value().split("\\s", 2)[0];
        } else if (field.key().equals("srcversion")) {
          srcversion = field.value();
        }
      }
    } catch (KmodException e) {
      return new ModuleVersion("", "");
    }
    return new ModuleVersion(version, srcversion);
  }

  boolean isSameAs(ModuleVersion other) {
    return version.equals(other.version);
  }

  /** Whether this one is newer; where one of them says nothing, it is not known and not. */
  boolean isNewerThan(ModuleVersion other) {
    return !version.isEmpty()
        && !other.version.isEmpty()
        && padded(version).compareTo(padded(other.version)) > 0;
  }

  /** VER(): numbers get at least three digits, so that versions compare as text. */
  static String padded(String version) {
    return NUMBER
        .matcher(version)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 3 - number.group().length())) + number.group());
  }
}
