package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.shell.kbuild.HostPrograms;
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
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoxedConfShellTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<List<String>> made = new ArrayList<>();
  private final List<Path> places = new ArrayList<>();

  private BoxedConfShell shell() {
    HostPrograms programs =
        new HostPrograms() {
          @Override
          public boolean has(String program) {
            return true;
          }

          @Override
          public int run(List<String> argv) {
            throw new IllegalStateException("only make is run");
          }

          @Override
          public int run(
              List<String> argv, Path place, Map<String, String> environment, OutputStream output)
              throws IOException {
            made.add(argv);
            places.add(place);
            output.write("made\n".getBytes(StandardCharsets.UTF_8));
            return argv.contains("bad") ? 2 : 0;
          }
        };
    return new BoxedConfShell(
        new KernelConfig(Path.of("/"), null, List.of(), 0, false, false),
        programs,
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void theConfIsShellText() throws Exception {
    Path conf = folder.resolve("dkms.conf");
    Files.writeString(
        conf,
        """
        PACKAGE_NAME="hello"
        V=1.0; PACKAGE_VERSION=$V
        MAKE[0]='make  -C ${kernel_source_dir}   V=$kernelver'
        for i in 0 1 2; do BUILT_MODULE_NAME[$i]="m$i"; done
        [ "$arch" = x86_64 ] && AUTOINSTALL=yes
        echo noise; touch "%s/touched"
        """
            .formatted(folder));
    Map<String, NavigableMap<Integer, String>> values =
        shell()
            .source(
                conf,
                Map.of("kernelver", "6.1", "arch", "x86_64", "kernel_source_dir", "/usr/src/k"));
    assertEquals(Map.of(0, "hello"), values.get("PACKAGE_NAME"));
    assertEquals(Map.of(0, "1.0"), values.get("PACKAGE_VERSION"));
    assertEquals(Map.of(0, "make -C /usr/src/k V=6.1"), values.get("MAKE"));
    assertEquals(Map.of(0, "m0", 1, "m1", 2, "m2"), values.get("BUILT_MODULE_NAME"));
    assertEquals(Map.of(0, "yes"), values.get("AUTOINSTALL"));
    assertFalse(Files.exists(folder.resolve("touched")));
  }

  @Test
  void onlyMakeIsTheHosts() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/x.o"), "");
    assertEquals(
        0, shell().run("cd sub; 'make' \"A=b c\" all && rm -f x.o; echo end", folder, output));
    assertEquals(List.of(List.of("make", "A=b c", "all")), made);
    assertEquals(List.of(folder.resolve("sub")), places);
    assertEquals("made\nend\n", output.toString(StandardCharsets.UTF_8));
    assertTrue(Files.exists(folder.resolve("sub/x.o")));
    assertEquals(2, shell().run("make bad", folder, output));
  }
}
