package io.kobox.shell.kbuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCommandTest {
  private static final String RELEASE = "6.1.0-56-amd64";

  @TempDir Path root;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<List<String>> started = new ArrayList<>();
  private Set<String> installed = Set.of("make", "gcc-12");
  private Path folder = Path.of("/");
  private Path headers = Path.of("/");

  @BeforeEach
  void host() throws IOException {
    folder = Files.createDirectories(root.resolve("demo"));
    Files.writeString(folder.resolve("hello.c"), "");
    Files.writeString(folder.resolve("Makefile"), "obj-m := hello.o\n");
    headers = root.resolve("usr/src/linux-headers-" + RELEASE);
    write("Makefile", "");
    write(".kernelvariables", "");
    write(".config", "CONFIG_CC_VERSION_TEXT=\"gcc-12 (Debian 12.2.0-14) 12.2.0\"\n");
    write("include/config/auto.conf", "");
    write("include/generated/utsrelease.h", "#define UTS_RELEASE \"" + RELEASE + "\"\n");
    write("include/linux/kconfig.h", "");
    Files.createDirectories(root.resolve("usr/src/linux-headers-6.1.0-56-common"));
  }

  private void write(String name, String text) throws IOException {
    Path file = headers.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private int run(@Nullable Path modules, String... words) throws InterruptedException {
    HostPrograms programs =
        new HostPrograms() {
          @Override
          public boolean has(String program) {
            return installed.contains(program);
          }

          @Override
          public int run(List<String> argv) {
            started.add(argv);
            return 0;
          }

          @Override
          public int run(
              List<String> argv, Path place, Map<String, String> environment, OutputStream output) {
            throw new IllegalStateException("a build runs on kobox's own streams");
          }
        };
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new BuildCommand(programs, new HeadersFinder(root), stream, stream)
        .run(List.of(words), modules, RELEASE);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void callsKbuildAsTutorialsDo() throws InterruptedException {
    assertEquals(0, run(null, folder.toString(), "V=1"));
    assertEquals(
        List.of(List.of("make", "-C", headers.toString(), "M=" + folder, "modules", "V=1")),
        started);
    assertEquals("", errors());
  }

  @Test
  void saysWhichCompilerTheHeadersWant() throws InterruptedException {
    installed = Set.of("make", "gcc");
    assertEquals(2, run(null, folder.toString()));
    assertTrue(errors().contains("gcc-12 (which " + headers + " builds with) is missing"));
    assertTrue(errors().contains("apt install gcc-12"));
    assertEquals(0, run(null, folder.toString(), "CC=gcc"));
  }

  @Test
  void saysWhatIsMissing() throws IOException, InterruptedException {
    installed = Set.of();
    assertEquals(2, run(null, folder.toString()));
    assertTrue(errors().contains("make is missing"));
    Files.delete(folder.resolve("Makefile"));
    assertEquals(2, run(null, folder.toString()));
    assertTrue(errors().contains("needs one line at least: obj-m := hello.o"));
    Files.delete(headers.resolve("include/config/auto.conf"));
    assertEquals(2, run(null, folder.toString()));
    assertTrue(errors().contains("apt install linux-headers-amd64"));
    assertEquals(2, run(null, folder.toString(), "--headers", headers.toString()));
    assertTrue(errors().contains("no prepared kernel tree"));
    assertTrue(started.isEmpty());
  }

  @Test
  void installsIntoNamedPlacesOnly() throws IOException, InterruptedException {
    assertEquals(2, run(null, folder.toString(), "modules_install"));
    assertTrue(errors().contains("where to?"));
    assertTrue(started.isEmpty());
    assertEquals(0, run(root, folder.toString(), "modules_install"));
    String place = started.getFirst().getLast();
    assertTrue(place.startsWith("INSTALL_MOD_PATH="));
    assertFalse(Files.exists(Path.of(place.substring("INSTALL_MOD_PATH=".length()))));
    assertEquals(0, run(null, folder.toString(), "modules_install", "INSTALL_MOD_PATH=/x"));
    assertEquals("INSTALL_MOD_PATH=/x", started.getLast().getLast());
  }

  @Test
  void tellsTheEditorOnceWhereTheHeadersAre() throws IOException, InterruptedException {
    assertEquals(0, run(null, folder.toString(), "--vscode"));
    Path file = folder.resolve(".vscode/c_cpp_properties.json");
    assertTrue(Files.readString(file).contains(headers + "/include/linux/kconfig.h"));
    Files.writeString(file, "mine");
    assertEquals(0, run(null, folder.toString(), "--vscode"));
    assertEquals("mine", Files.readString(file));
  }
}
