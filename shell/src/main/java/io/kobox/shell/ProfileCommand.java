package io.kobox.shell;

import io.kobox.profile.ProfileWriter;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kobox profile create}: writes a profile of a kernel image, or of the kernel that the host
 * runs, of which /sys/kernel/btf/vmlinux and the headers package's Module.symvers tell.
 */
final class ProfileCommand {
  private static final String USAGE =
      "profile: create [--vmlinuz FILE | --release RELEASE --btf FILE --symvers FILE"
          + " --vermagic TEXT] -o FILE";

  private final PrintStream err;

  ProfileCommand(PrintStream err) {
    this.err = err;
  }

  /** Runs the subcommand; the result is the exit status, 1 if it failed. */
  int run(List<String> words) throws UsageException {
    if (words.isEmpty() || !words.getFirst().equals("create") || words.size() % 2 != 1) {
      throw new UsageException(USAGE);
    }
    String output = option(words, "-o");
    if (output == null) {
      throw new UsageException(USAGE);
    }
    String image = option(words, "--vmlinuz");
    try {
      byte[] profile =
          image != null ? ProfileWriter.write(Vmlinux.read(Path.of(image))) : running(words);
      Files.write(Path.of(output), profile);
      return 0;
    } catch (IOException e) {
      err.println("kobox: profile create: " + e);
      return 1;
    }
  }

  private static @Nullable String option(List<String> words, String name) {
    int index = words.indexOf(name);
    return index > 0 && index + 1 < words.size() ? words.get(index + 1) : null;
  }

  /** Of the kernel that the host runs, or of one that the options describe. */
  private static byte[] running(List<String> words) throws IOException {
    String given = option(words, "--release");
    String release = given != null ? given : line("/proc/sys/kernel/osrelease").strip();
    String symvers = option(words, "--symvers");
    String vermagic = option(words, "--vermagic");
    String types = option(words, "--btf");
    return ProfileWriter.write(
        release,
        vermagic == null ? release + " SMP preempt mod_unload modversions " : vermagic,
        given != null ? "Linux version " + release + "\n" : line("/proc/version"),
        Path.of(symvers == null ? "/lib/modules/" + release + "/build/Module.symvers" : symvers),
        Path.of(types == null ? "/sys/kernel/btf/vmlinux" : types));
  }

  private static String line(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
  }
}
