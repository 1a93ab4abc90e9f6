package io.kobox.shell.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each line of {@code commands.txt} is run by our tool and by the host's kmod on the same files:
 * output, errors and status must be equal. Arguments are apart by blanks, {@code ~} stands for a
 * blank in one.
 */
class SameAsKmodTest {
  private static final String RESOURCES = "/io/kobox/shell/kmod/";

  @TempDir static Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SameAsKmodTest.class.getResourceAsStream(RESOURCES + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static String text(String name) throws IOException {
    return new String(resource(name), StandardCharsets.ISO_8859_1);
  }

  static Stream<String> commands() throws IOException {
    return text("commands.txt").lines().filter(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  @BeforeAll
  static void prepare() throws IOException {
    Path extra = folder.resolve("lib/modules/6.1.0/extra");
    Files.createDirectories(extra);
    for (String name : List.of("proc_a.ko", "proc_b.ko", "params_all.ko", "signed.ko")) {
      Files.write(extra.resolve(name), resource(name));
      Files.write(folder.resolve(name), resource(name));
    }
    Path directory = folder.resolve("lib/modules/6.1.0");
    Files.writeString(directory.resolve("modules.builtin"), "kernel/in-side.ko\nkernel/old.ko\n");
    Files.writeString(directory.resolve("modules.order"), "extra/proc_a.ko\n");
    Files.writeString(
        directory.resolve("modules.builtin.modinfo"),
        "in_side.license=GPL\0in_side.file=x/in-side\0in_side.parm=p:a word\0"
            + "in_side.parmtype=p:int\0in_side.alias=fs-inside\0");
    Files.createDirectories(folder.resolve("conf/sub.conf"));
    Files.writeString(folder.resolve("conf/a.conf"), text("a.conf"));
    Files.writeString(folder.resolve("conf/b.conf"), "options proc_b b=2\n");
    Files.writeString(folder.resolve("conf/ignored.txt"), "nonsense\n");
    Files.write(folder.resolve("cut.ko"), Arrays.copyOf(resource("proc_a.ko"), 700));
    Files.writeString(folder.resolve("text.ko"), "this is no module at all, but text\n");
    Files.writeString(folder.resolve("empty.ko"), "");
    ToolRun.real(folder.toFile(), "depmod", "-C", "none", "-b", folder.toString(), "6.1.0");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void isTheSame(String line) throws IOException {
    String[] argv =
        Arrays.stream(line.trim().split(" +"))
            .map(word -> word.replace('~', ' '))
            .toArray(String[]::new);
    ToolRun real = ToolRun.real(folder.toFile(), argv);
    assumeTrue(real != null, "no kmod here");
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    FakeMachine machine = new FakeMachine(release, true);
    machine.chdir(folder.toString());
    assertEquals(real, ToolRun.ours(machine, argv));
  }
}
