package io.kobox.shell.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.loader.ModuleCompression;
import io.kobox.profile.KernelProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What explain foretells of insmod is what the real kernel was seen to do. */
class ExplainTest {
  private static final Path MODULES = Path.of("..", "testdata", "modules");

  /** What insmod says if the kernel refuses a module before its init. */
  private static final List<String> REFUSED =
      List.of("Invalid module format", "Unknown symbol in module");

  private static ModuleFacts read(String name) throws Exception {
    byte[] file = Files.readAllBytes(MODULES.resolve(name).resolve(name + ".ko"));
    KernelKnowledge kernel = KernelKnowledge.of(KernelProfile.embedded(), null);
    return new ModuleReader(name + ".ko", ModuleCompression.unpack(file), kernel, Map.of()).read();
  }

  /** Those that were loaded alone. */
  static Stream<String> modules() throws Exception {
    try (Stream<Path> folders = Files.list(MODULES)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("expected/insmod.txt")))
          .filter(folder -> Files.exists(folder.resolve(folder.getFileName() + ".ko")))
          .filter(folder -> !needsOthers(folder))
          .map(folder -> String.valueOf(folder.getFileName()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean needsOthers(Path folder) {
    try {
      Path conf = folder.resolve("case.conf");
      return Files.exists(conf) && Files.readString(conf).contains("PRE=");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void foretellsInsmod(String name) throws Exception {
    String recorded =
        Files.readString(MODULES.resolve(name).resolve("expected").resolve("insmod.txt"));
    String message = REFUSED.stream().filter(recorded::contains).findFirst().orElse("");
    ModuleFacts.Verdict verdict = read(name).insmod();
    assertEquals(message, verdict.message(), verdict.log().toString());
    Path log = MODULES.resolve(name).resolve("expected/kmsg-load.txt");
    if (Files.exists(log)) {
      String real = Files.readString(log);
      for (String line : verdict.log()) {
        assertTrue(real.contains(";" + line), line + " is not in " + real);
      }
    }
  }

  @Test
  void tellsParametersAndImports() throws Exception {
    ModuleFacts facts = read("oops_kinds");
    assertEquals(List.of(new ModuleFacts.Parameter("kind", "charp", "")), facts.parameters());
    assertTrue(facts.imports().stream().anyMatch(each -> each.name().equals("sort")));
    assertTrue(facts.debugInfo());
    String page = new ExplainPage(facts, 80).text();
    assertTrue(page.contains("insmod: it is loaded, and its init runs"), page);
  }

  @Test
  void addsCodeThatWasAskedFor() throws Exception {
    ModuleFacts facts = read("hello_world");
    String page = new ExplainPage(facts, 80).text();
    List<String> lines = List.of("0000000000000000 <init_module>:", "  0 <+0>:\tretq");
    String more =
        new ExplainPage(facts.with(List.of(new ModuleFacts.Code("init_module", lines))), 80).text();
    assertEquals(page + "\n" + String.join("\n", lines) + "\n", more);
  }
}
