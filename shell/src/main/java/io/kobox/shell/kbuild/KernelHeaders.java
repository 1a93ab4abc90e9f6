package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tree that modules are built against: that of a distribution's headers package, or a kernel's
 * sources after {@code make modules_prepare}.
 *
 * @param release the kernel's release, as {@code uname -r} prints it
 */
public record KernelHeaders(Path folder, String release) {
  private static final Pattern RELEASE = Pattern.compile("#define UTS_RELEASE \"([^\"]+)\"");
  private static final Pattern COMPILER = Pattern.compile("CONFIG_CC_VERSION_TEXT=\"([^ \"]+)");

  /** What kbuild itself looks for first. */
  private static final String PREPARED = "include/config/auto.conf";

  /** The tree at {@code folder}; {@link BuildException} says why it is none. */
  public static KernelHeaders at(Path folder) throws BuildException {
    for (String file : new String[] {"Makefile", PREPARED}) {
      if (!Files.isReadable(folder.resolve(file))) {
        throw new BuildException(
            folder
                + " is no prepared kernel tree: it has no "
                + file
                + "\nof kernel sources, 'make modules_prepare' prepares one");
      }
    }
    String release = match(folder.resolve("include/generated/utsrelease.h"), RELEASE);
    if (release == null) {
      throw new BuildException(folder + " does not tell its release: no UTS_RELEASE");
    }
    return new KernelHeaders(folder, release);
  }

  /**
   * The compiler that kbuild will call: Debian's headers insist on the one that built the kernel,
   * others take gcc, or clang for a kernel of clang's.
   */
  String compiler() {
    String built = match(folder.resolve(".config"), COMPILER);
    if (built == null) {
      return "gcc";
    }
    return Files.exists(folder.resolve(".kernelvariables")) || built.equals("clang")
        ? built
        : "gcc";
  }

  private static @Nullable String match(Path file, Pattern pattern) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return matcher.find() ? matcher.group(1) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
