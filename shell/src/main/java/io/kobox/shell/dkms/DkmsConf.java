package io.kobox.shell.dkms;

import io.kobox.shell.busybox.PosixRegex;
import io.kobox.shell.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A {@code dkms.conf}, evaluated for one kernel (dkms: read_conf()).
 *
 * @param buildExclude whether BUILD_EXCLUSIVE_KERNEL, _ARCH or _CONFIG leave this kernel out
 * @param unsupported the directives that are given, but that kobox does not follow
 */
record DkmsConf(
    String name,
    String version,
    String make,
    String clean,
    List<Module> modules,
    boolean buildExclude,
    boolean autoinstall,
    List<String> unsupported) {

  /** One module that the package builds; {@code builtLocation} is empty or ends in a slash. */
  record Module(
      String builtName,
      String builtLocation,
      String destName,
      String destLocation,
      String givenLocation,
      boolean strip) {}

  /** Where Debian's dkms puts every module. */
  static final String DEST_LOCATION = "/updates/dkms";

  private static final List<String> UNSUPPORTED =
      List.of(
          "PRE_BUILD",
          "POST_BUILD",
          "PRE_INSTALL",
          "POST_INSTALL",
          "POST_ADD",
          "POST_REMOVE",
          "PATCH",
          "OBSOLETE_BY",
          "BUILD_DEPENDS");

  /** The variables of a conf file, and what is wrong with them. */
  private static final class Reading {
    private final Map<String, NavigableMap<Integer, String>> variables;
    private final List<String> errors;

    Reading(Map<String, NavigableMap<Integer, String>> variables, List<String> errors) {
      this.variables = variables;
      this.errors = errors;
    }

    NavigableMap<Integer, String> array(String name) {
      return variables.getOrDefault(name, new TreeMap<>());
    }

    String element(String name, int index) {
      return array(name).getOrDefault(index, "");
    }

    String text(String name) {
      return element(name, 0);
    }

    void missing(String directive, int index) {
      error("No '" + directive + "' directive specified for record #" + index + ".");
    }

    void error(String text) {
      errors.add("dkms.conf: Error! " + text);
    }
  }

  /**
   * Reads what the file's variables say.
   *
   * @param config the kernel's .config, empty if there is none
   * @param errors gets the lines that dkms prints; with one, the file is not valid
   */
  static DkmsConf of(
      Map<String, NavigableMap<Integer, String>> variables,
      DkmsKernel kernel,
      String config,
      String buildFolder,
      List<String> errors)
      throws DkmsException {
    Reading reading = new Reading(variables, errors);
    List<Module> modules = modules(reading);
    if (modules.isEmpty()) {
      reading.error("No 'DEST_MODULE_LOCATION' directive specified.");
    }
    if (reading.text("PACKAGE_NAME").isEmpty()) {
      reading.error("No 'PACKAGE_NAME' directive specified.");
    }
    if (reading.text("PACKAGE_VERSION").isEmpty()) {
      reading.error("No 'PACKAGE_VERSION' directive specified.");
    }
    String kbuild = "make -C " + kernel.sourceFolder() + " M=" + buildFolder;
    String clean = reading.text("CLEAN");
    return new DkmsConf(
        reading.text("PACKAGE_NAME"),
        reading.text("PACKAGE_VERSION"),
        make(reading, kernel, kbuild) + compiler(config),
        clean.isEmpty() ? kbuild + " clean" : clean,
        modules,
        buildExclude(reading, kernel, config),
        !reading.text("AUTOINSTALL").isEmpty(),
        UNSUPPORTED.stream().filter(name -> !reading.array(name).isEmpty()).toList());
  }

  private static List<Module> modules(Reading reading) {
    int count = 0;
    for (String name :
        List.of(
            "BUILT_MODULE_NAME",
            "BUILT_MODULE_LOCATION",
            "DEST_MODULE_NAME",
            "DEST_MODULE_LOCATION")) {
      count = Math.max(count, reading.array(name).size());
    }
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      modules.add(module(reading, i));
    }
    return modules;
  }

  private static Module module(Reading reading, int index) {
    String built = reading.element("BUILT_MODULE_NAME", index);
    if (built.isEmpty() && reading.array("DEST_MODULE_LOCATION").size() == 1) {
      built = reading.text("PACKAGE_NAME");
    }
    String dest = reading.element("DEST_MODULE_NAME", index);
    dest = dest.isEmpty() ? built : dest;
    String location = reading.element("BUILT_MODULE_LOCATION", index);
    if (!location.isEmpty() && !location.endsWith("/")) {
      location += "/";
    }
    if (built.isEmpty()) {
      reading.missing("BUILT_MODULE_NAME", index);
    }
    suffix(reading, "BUILT_MODULE_NAME", built, index);
    suffix(reading, "DEST_MODULE_NAME", dest, index);
    String given = reading.element("DEST_MODULE_LOCATION", index);
    if (given.isEmpty()) {
      reading.missing("DEST_MODULE_LOCATION", index);
    }
    if (!given.startsWith("/kernel")
        && !given.startsWith("/updates")
        && !given.startsWith("/extra")) {
      reading.error("Directive 'DEST_MODULE_LOCATION' does not begin with");
      reading.errors.add("'/kernel', '/updates', or '/extra' in record #" + index + ".");
    }
    return new Module(built, location, dest, DEST_LOCATION, given, strips(reading, index));
  }

  private static boolean strips(Reading reading, int index) {
    String strip = reading.element("STRIP", index);
    return !(strip.isEmpty() ? reading.text("STRIP") : strip)
        .toLowerCase(Locale.ROOT)
        .startsWith("n");
  }

  private static void suffix(Reading reading, String directive, String name, int index) {
    if (name.endsWith(".o") || name.endsWith(".ko")) {
      reading.error(
          "'" + directive + "' directive ends in '.o' or '.ko' in record #" + index + ".");
    }
  }

  private static String make(Reading reading, DkmsKernel kernel, String kbuild)
      throws DkmsException {
    String command = reading.text("MAKE_MATCH").isEmpty() ? reading.text("MAKE") : "";
    for (Map.Entry<Integer, String> make : reading.array("MAKE").entrySet()) {
      String pattern = reading.element("MAKE_MATCH", make.getKey());
      if (!make.getValue().isEmpty() && !pattern.isEmpty() && matches(pattern, kernel.release())) {
        command = make.getValue();
      }
    }
    return command.isEmpty() ? kbuild : command;
  }

  /** What is added for a kernel that clang or lld made. */
  private static String compiler(String config) {
    return (isSet(config, "CONFIG_CC_IS_CLANG", "y") ? " CC=clang" : "")
        + (isSet(config, "CONFIG_LD_IS_LLD", "y") ? " LD=ld.lld" : "");
  }

  private static boolean buildExclude(Reading reading, DkmsKernel kernel, String config)
      throws DkmsException {
    String release = reading.text("BUILD_EXCLUSIVE_KERNEL");
    String arch = reading.text("BUILD_EXCLUSIVE_ARCH");
    boolean exclude =
        (!release.isEmpty() && !matches(release, kernel.release()))
            || (!arch.isEmpty() && !matches(arch, kernel.architecture()));
    String options = reading.text("BUILD_EXCLUSIVE_CONFIG").strip();
    for (String option :
        options.isEmpty() || config.isEmpty() ? new String[0] : options.split("\\s+")) {
      boolean wanted = !option.startsWith("!");
      exclude |= wanted != isSet(config, wanted ? option : option.substring(1), "ym");
    }
    return exclude;
  }

  private static boolean isSet(String config, String option, String values) {
    return config
        .lines()
        .anyMatch(
            line ->
                line.startsWith(option + "=")
                    && line.length() > option.length() + 1
                    && values.indexOf(line.charAt(option.length() + 1)) >= 0);
  }

  /** bash's {@code =~}. */
  private static boolean matches(String pattern, String text) throws DkmsException {
    try {
      return PosixRegex.compile(pattern, true, false, 2).find(text, 0) != null;
    } catch (CommandException e) {
      throw new DkmsException(8, pattern + ": " + e.getMessage());
    }
  }
}
