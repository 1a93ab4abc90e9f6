package io.kobox.shell;

import io.kobox.profile.KernelImages;
import io.kobox.shell.interactive.Progress;
import io.kobox.vmlinux.ImageFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code kobox kernel}: the kernel images in the user's cache. */
final class KernelCommand {
  private static final String DEFAULT = "default";
  private static final Pattern STATUS =
      Pattern.compile("dlstatus:[0-9]+:([0-9]{1,3})(?:\\.[0-9]+)?:(.*)");

  private final KernelImages images;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param terminal whether somebody watches {@code err}
   */
  KernelCommand(KernelImages images, PrintStream out, PrintStream err, boolean terminal) {
    this.images = images;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Runs one subcommand; the result is the exit status, 1 if it failed. */
  int run(List<String> words) throws UsageException, InterruptedException {
    try {
      if (words.equals(List.of("list"))) {
        list();
        return 0;
      }
      if (words.size() == 2) {
        String name = words.get(1);
        switch (words.getFirst()) {
          case "install" -> {
            return install(name);
          }
          case "use" -> {
            images.use(name.equals(DEFAULT) ? null : find(name));
            return 0;
          }
          case "remove" -> {
            images.remove(find(name));
            return 0;
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      err.println("kobox: kernel " + String.join(" ", words) + ": " + e.getMessage());
      return 1;
    }
    throw new UsageException("kernel: one of install WHAT, list, use NAME, remove NAME");
  }

  private KernelImages.Image find(String name) throws UsageException {
    KernelImages.Image image = images.find(name);
    if (image == null) {
      throw new UsageException("kernel: " + name + " is not installed; see 'kobox kernel list'");
    }
    return image;
  }

  private void list() throws IOException {
    KernelImages.Image current = images.current();
    line(current == null, "default (6.1.0-56-amd64, built in)");
    for (KernelImages.Image image : images.list()) {
      line(
          image.equals(current), image.name() + (image.modules() == null ? "" : " (with modules)"));
    }
  }

  private void line(boolean current, String text) {
    out.println((current ? "* " : "  ") + text);
  }

  private int install(String what) throws IOException, InterruptedException {
    Path file = Path.of(what);
    if (Files.isRegularFile(file) && !what.endsWith(".deb")) {
      installed(images.install(file, null));
      return 0;
    }
    Path work = Files.createTempDirectory("kobox-kernel");
    try {
      return installPackage(what, work);
    } finally {
      try (Stream<Path> files = Files.walk(work)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** The tool unpacks a package; it says itself what went wrong. */
  private int installPackage(String what, Path work) throws IOException, InterruptedException {
    String tools = System.getProperty("kobox.tools");
    if (tools == null) {
      err.println("kobox: packages are fetched by kobox's own launcher only");
      return 1;
    }
    Process process =
        new ProcessBuilder(tools + "/kernel-package", what, work.toString())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Progress progress = Progress.on(this::tell, terminal);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        show(progress, line);
      }
    }
    if (process.waitFor() != 0) {
      return 1;
    }
    Path vmlinuz;
    try (Stream<Path> files = Files.walk(work)) {
      vmlinuz =
          files
              .filter(Files::isRegularFile)
              .filter(each -> String.valueOf(each.getFileName()).startsWith("vmlinuz"))
              .sorted()
              .findFirst()
              .orElseThrow(() -> new ImageFormatException("there is no vmlinuz in it"));
    }
    Path modules = work.resolve("lib/modules");
    installed(
        images.install(
            vmlinuz, Files.isDirectory(modules) ? modules : work.resolve("usr/lib/modules")));
    return 0;
  }

  /** "dlstatus:N:PERCENT:TEXT", as apt-get says it on APT::Status-Fd. */
  private static void show(Progress progress, String line) {
    Matcher status = STATUS.matcher(line);
    if (status.matches()) {
      progress.step(Long.parseLong(status.group(1)), 100, status.group(2));
    }
  }

  private void tell(String text) {
    err.print(text);
    err.flush();
  }

  private void installed(KernelImages.Image image) {
    out.println(image.name());
  }
}
