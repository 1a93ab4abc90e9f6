package io.kobox.kmod.depmod;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our depmod beside the real one on the same trees. {@code expected/} holds what kmod 30 wrote, for
 * machines without it.
 */
class DepmodTest {
  private static final String VERSION = "6.1.0-56-amd64";
  private static final String RESOURCES = "/io/kobox/kmod/";

  private static final List<String> OUTPUTS =
      List.of(
          "modules.dep",
          "modules.dep.bin",
          "modules.alias",
          "modules.alias.bin",
          "modules.softdep",
          "modules.symbols",
          "modules.symbols.bin",
          "modules.builtin.bin",
          "modules.builtin.alias.bin",
          "modules.devname");

  private static final List<String> MODULES =
      List.of(
          "chardev_demo",
          "gpl_export",
          "hello_world",
          "nodev",
          "params_all",
          "proc_a",
          "proc_b",
          "prop_ok",
          "prop_user",
          "softdep_demo");

  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DepmodTest.class.getResourceAsStream(RESOURCES + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  /** A tree with the modules of {@code set} below {@code place}. */
  private Path tree(String basedir, String place, String set, List<String> modules)
      throws IOException {
    Path directory = folder.resolve(basedir).resolve("lib/modules").resolve(VERSION);
    Files.createDirectories(directory.resolve(place));
    for (String module : modules) {
      byte[] content = resource(set + "/" + module + ".ko");
      Files.write(directory.resolve(place).resolve(module + ".ko"), content);
    }
    return directory;
  }

  private Path ordinaryTree(String basedir) throws IOException {
    Path directory = tree(basedir, "extra", "modules", MODULES);
    Files.writeString(
        directory.resolve("modules.order"),
        "extra/proc_b.ko\nextra/nosuch.ko\nextra/hello_world.ko\n");
    Files.writeString(
        directory.resolve("modules.builtin"),
        "kernel/drivers/tty/serial/8250/8250.ko\nkernel/a-b.ko\n");
    Files.writeString(
        directory.resolve("modules.builtin.modinfo"),
        "x.alias=a-[a-b]*\0x.license=GPL\0y.alias=un[closed\0nodot\0z.alias=b\0z.alias=\0",
        StandardCharsets.ISO_8859_1);
    return directory;
  }

  private DepmodRun runOurs(String basedir) {
    DepmodRun run = new DepmodRun();
    run.writeAll(DepmodRun.options(folder.resolve(basedir).toString(), VERSION));
    return run;
  }

  /** What the real depmod says; skips the test if there is none. */
  private List<String> runReal(String basedir) throws IOException, InterruptedException {
    File program = new File("/usr/sbin/depmod");
    assumeTrue(program.canExecute(), "no depmod here");
    Process process =
        new ProcessBuilder(
                program.getPath(),
                "-C",
                "/nonexistent",
                "-b",
                folder.resolve(basedir).toString(),
                VERSION)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (process.waitFor() != 0) {
      text += "failed\n";
    }
    return text.lines()
        .map(line -> line.replace(folder.resolve(basedir).toString(), "BASE"))
        .toList();
  }

  private List<String> messages(DepmodRun run, String basedir) {
    return run.messages().stream()
        .map(line -> line.replace(folder.resolve(basedir).toString(), "BASE"))
        .toList();
  }

  private static void assertSameFiles(Path expected, Path actual) throws IOException {
    for (String name : OUTPUTS) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)),
          Files.readAllBytes(actual.resolve(name)),
          name);
    }
  }

  @Test
  void writesWhatKmod30Wrote() throws IOException {
    Path ours = ordinaryTree("ours");
    DepmodRun run = runOurs("ours");
    for (String name : OUTPUTS) {
      assertArrayEquals(resource("expected/" + name), Files.readAllBytes(ours.resolve(name)), name);
    }
    assertEquals(
        List.of(
            "depmod: WARNING: Unmatched bracket in un[closed",
            "depmod: WARNING: Unmatched bracket in un[closed",
            "depmod: ERROR: Module 'nodev' has devname (nodev) but lacks major and minor"
                + " information. Ignoring."),
        run.messages());
  }

  @Test
  void agreesWithDepmodOnAnOrdinaryTree() throws IOException, InterruptedException {
    Path ours = ordinaryTree("ours");
    Path real = ordinaryTree("real");
    assertEquals(runReal("real"), messages(runOurs("ours"), "ours"));
    assertSameFiles(real, ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"updates", "kernel/a/b", "updates/dkms"})
  void agreesWithDepmodOnDuplicates(String place) throws IOException, InterruptedException {
    List<Path> trees = new ArrayList<>();
    for (String basedir : List.of("ours", "real")) {
      trees.add(ordinaryTree(basedir));
      tree(basedir, place, "modules", List.of("proc_a", "hello_world"));
    }
    assertEquals(runReal("real"), messages(runOurs("ours"), "ours"));
    assertSameFiles(trees.get(1), trees.get(0));
  }

  @Test
  void agreesWithDepmodOnATreeWithoutLists() throws IOException, InterruptedException {
    Path ours = tree("ours", "kernel", "modules", MODULES);
    Path real = tree("real", "kernel", "modules", MODULES);
    assertEquals(runReal("real"), messages(runOurs("ours"), "ours"));
    assertSameFiles(real, ours);
  }

  @Test
  void agreesWithDepmodOnCycles() throws IOException, InterruptedException {
    List<String> ring = List.of("ring_a", "ring_b", "ring_c", "ring_user");
    tree("ours", "kernel", "ring", ring);
    tree("real", "kernel", "ring", ring);
    List<String> said = messages(runOurs("ours"), "ours");
    assertTrue(
        said.contains("depmod: ERROR: Cycle detected: ring_b -> ring_c -> ring_a -> ring_b"),
        said.toString());
    assertEquals(runReal("real"), said);
  }

  @Test
  void agreesWithDepmodOnDamagedFiles() throws IOException, InterruptedException {
    byte[] module = resource("modules/hello_world.ko");
    for (String basedir : List.of("ours", "real")) {
      Path extra = ordinaryTree(basedir).resolve("extra");
      Files.write(extra.resolve("cut.ko"), Arrays.copyOf(module, 900));
      Files.write(extra.resolve("short.ko"), Arrays.copyOf(module, 5));
      Files.writeString(extra.resolve("text.ko"), "this is no module at all, but text");
    }
    List<String> ours = messages(runOurs("ours"), "ours");
    List<String> real = runReal("real");
    assertEquals(real.stream().sorted().toList(), ours.stream().sorted().toList());
  }

  /** All of Debian's modules: the folder is named by KOBOX_MODULES. */
  @Test
  @Tag("nightly")
  void agreesWithDepmodOnAllOfDebian() throws IOException, InterruptedException {
    String given = System.getenv("KOBOX_MODULES");
    Path source = Path.of(given == null ? "/tmp/rig/image/lib/modules/" + VERSION : given);
    assumeTrue(Files.isDirectory(source), "no tree of modules");
    List<Path> trees = new ArrayList<>();
    for (String basedir : List.of("ours", "real")) {
      Path target = folder.resolve(basedir).resolve("lib/modules").resolve(VERSION);
      copy(source, target);
      trees.add(target);
    }
    List<String> real = List.of();
    List<String> ours = List.of();
    long realTime = Long.MAX_VALUE;
    long ourTime = Long.MAX_VALUE;
    // the best of three: others use the machine, too
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      real = runReal("real");
      realTime = Math.min(realTime, System.nanoTime() - start);
      start = System.nanoTime();
      ours = messages(runOurs("ours"), "ours");
      ourTime = Math.min(ourTime, System.nanoTime() - start);
    }
    assertEquals(real, ours);
    assertSameFiles(trees.get(1), trees.get(0));
    assertTrue(ourTime < 2 * realTime, ourTime / 1_000_000 + " ms, not " + realTime / 1_000_000);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path to = target.resolve(source.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(to);
        } else {
          Files.copy(path, to);
        }
      }
    }
  }
}
