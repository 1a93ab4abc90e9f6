package io.kobox.shell.coreutils;

import io.kobox.shell.command.MemoryMachine;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs one command line twice, by the real program in a folder of the host and by ours in the same
 * folder of a {@link MemoryMachine}, and compares output, status and the files that are left.
 */
final class Differential {
  /** Seconds; well in the past, so that ls shows the year. */
  private static final long TIME = 1_600_000_000L;

  private static final Map<String, String> FILES = new TreeMap<>();

  static {
    FILES.put(
        "a.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\n");
    FILES.put("b.txt", "apple 3\nBanana 10\ncherry 2\napple 3\nbanana 7\n\n  indented line\n");
    FILES.put("c.txt", "no newline at the end");
    FILES.put("empty", "");
    FILES.put(
        "passwd",
        "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\nbin:x:2:2:bin:/bin:/bin/sh\n");
    FILES.put("bytes", bytes());
    FILES.put("zeros", "\0".repeat(100));
    FILES.put("dir/x", "x file\n");
    FILES.put("dir/y.c", "int main(void) { return 0; }\n");
    FILES.put("dir/sub/z.txt", "zed\nzed two\n");
    FILES.put("dir/.hidden", "hidden\n");
    FILES.put("sp ace", "space\n");
    FILES.put("klog", klog());
    FILES.put("script", "#!/bin/sh\necho hi\n");
    FILES.put(
        "other.txt",
        "one\ntwo\nTHREE\nfour\nfive\nsix\nseven\neight\nnine\nzehn\neleven\ntwelve\n");
  }

  private static String bytes() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      text.append((char) i);
    }
    return text.toString();
  }

  /** A saved kernel log, odd lines among it. */
  private static String klog() {
    return """
        <6>[    1.000001] one: two: three
        <3>[    2.000002] err line
        <30>[   12.5] daemon x
        <4>[  100.123456] a\tb\1\377\\x41 q"uo
        <2>[  100.123457] crit: x
        <1>[  100.2] alert
        <0>[100.3] emerg:y z
        <6>[ 101.0] prog[1]: segfault at 0
        <5>[ 101.5] two lines
        second line
        <6>[  103.0] x:
        <191>[ 161.0] local7.debug
        """;
  }

  private Differential() {}

  static boolean isInstalled(String program) {
    return Stream.of("/usr/bin/", "/bin/", "/sbin/", "/usr/sbin/")
        .anyMatch(d -> Files.isExecutable(Path.of(d + program)));
  }

  /**
   * "busybox WORDS", or "gnu WORDS"; "&lt; FILE" at the end is standard input. The difference, or
   * "".
   */
  static String compare(String line) throws IOException, InterruptedException, ErrnoException {
    List<String> words = words(line);
    boolean busybox = words.removeFirst().equals("busybox");
    String input = "";
    if (words.size() > 2 && words.get(words.size() - 2).equals("<")) {
      input = FILES.getOrDefault(words.removeLast(), "");
      words.removeLast();
    }
    Path folder = Files.createTempDirectory("kobox-diff");
    try {
      build(folder);
      List<String> hostWords = new ArrayList<>(words);
      if (busybox) {
        hostWords.addFirst("/bin/busybox");
      }
      MemoryMachine machine = machine(folder.toString());
      String real = runHost(folder, hostWords, input) + showTree(hostTree(folder));
      MemoryMachine.Result result =
          machine.run(CoreCommands::lookup, folder.toString(), input, words);
      String ours =
          show(result.out(), result.err(), result.status())
              + showTree(machine.tree(folder.toString()));
      return difference(
          real.replace(folder.toString(), "HERE"), ours.replace(folder.toString(), "HERE"));
    } finally {
      delete(folder);
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        inWord = true;
      } else if (quote == 0 && c == ' ') {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static void build(Path folder) throws IOException {
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().getBytes(StandardCharsets.ISO_8859_1));
      String mode = file.getKey().equals("script") ? "rwxr-xr-x" : "rw-r--r--";
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      Files.setLastModifiedTime(
          path, FileTime.from(TIME + file.getKey().length() * 1000L, TimeUnit.SECONDS));
    }
    Files.createSymbolicLink(folder.resolve("link"), Path.of("a.txt"));
    Files.createSymbolicLink(folder.resolve("dirlink"), Path.of("dir"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    for (String d : List.of("dir/sub", "dir")) {
      Files.setLastModifiedTime(folder.resolve(d), FileTime.from(TIME, TimeUnit.SECONDS));
    }
  }

  private static MemoryMachine machine(String folder) {
    MemoryMachine machine = new MemoryMachine();
    machine.mkdirs(folder);
    FILES.forEach(
        (name, text) ->
            machine.file(
                folder + "/" + name,
                text.getBytes(StandardCharsets.ISO_8859_1),
                name.equals("script") ? 0755 : 0644,
                (TIME + name.length() * 1000L) * 1_000_000_000L));
    machine.symlink(folder + "/link", "a.txt");
    machine.symlink(folder + "/dirlink", "dir");
    machine.symlink(folder + "/dangling", "nowhere");
    machine.setTimes(folder + "/dir", 0755, TIME * 1_000_000_000L);
    machine.setTimes(folder + "/dir/sub", 0755, TIME * 1_000_000_000L);
    return machine;
  }

  private static String runHost(Path folder, List<String> words, String input)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("kobox-diff", "in");
    Path out = Files.createTempFile("kobox-diff", "out");
    Path err = Files.createTempFile("kobox-diff", "err");
    Files.write(in, input.getBytes(StandardCharsets.ISO_8859_1));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("LC_ALL", "C", "TZ", "UTC", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
    try {
      Process process = builder.start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return show(text(out), text(err), process.waitFor());
    } finally {
      Files.delete(in);
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path path) throws IOException {
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  /** Without busybox's banner, without usages and without dd's rates, which cannot be the same. */
  private static String show(String out, String err, int status) {
    String errors =
        err.replaceAll("(?s)(BusyBox v|Usage: ).*", "").replaceAll("copied, .*", "copied");
    String text = out.replaceAll("(?s)(BusyBox v|Usage: ).*", "");
    return "[out]\n" + text + "[err]\n" + errors + "[status " + status + "]\n";
  }

  private static Map<String, String> hostTree(Path folder) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = path.equals(folder) ? "" : "/" + folder.relativize(path);
        if (Files.isSymbolicLink(path)) {
          tree.put(name, "-> " + Files.readSymbolicLink(path));
        } else {
          int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
          tree.put(
              name,
              Integer.toOctalString(mode) + " " + (Files.isRegularFile(path) ? text(path) : ""));
        }
      }
    }
    return tree;
  }

  private static String showTree(Map<String, String> tree) {
    StringBuilder text = new StringBuilder();
    tree.forEach(
        (name, content) -> {
          boolean unchanged =
              content.endsWith(
                  " " + FILES.getOrDefault(name.isEmpty() ? "" : name.substring(1), "\0"));
          text.append(name)
              .append(' ')
              .append(
                  unchanged
                      ? content.substring(0, content.indexOf(' '))
                      : name.isEmpty() ? "" : content)
              .append('\n');
        });
    return text.toString();
  }

  private static String difference(String real, String ours) {
    if (real.equals(ours)) {
      return "";
    }
    String[] a = real.split("\n", -1);
    String[] b = ours.split("\n", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      String left = i < a.length ? a[i] : "(end)";
      String right = i < b.length ? b[i] : "(end)";
      if (!left.equals(right)) {
        text.append("  real: ").append(left).append("\n  ours: ").append(right).append('\n');
        if (text.length() > 150) {
          break;
        }
      }
    }
    return text.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
