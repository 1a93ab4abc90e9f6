package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.Check;
import io.kobox.profile.KernelProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code --kasan=full}: what a module reads and writes that is not its own, at once. */
class KasanTest {
  private static final String MODULE =
      ScriptMachine.TESTDATA.resolve("kasan/kasan_demo.ko").toString();

  /** The headlines of the reports, and the lines that say what was accessed, without addresses. */
  private static List<String> reports(Set<Check> checks, String script) throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    DebugConfig debug =
        new DebugConfig(
            checks,
            text ->
                text.lines()
                    .filter(line -> line.matches("BUG.*|(Read|Write) of.*|The buggy .* located.*"))
                    .map(line -> line.replaceAll("[0-9a-f]{16}", "ADDR"))
                    .forEach(lines::add),
            null,
            null);
    KernelConfig config =
        new KernelConfig(
            Path.of("/"), null, List.of(), 0, false, false, debug, KernelProfile.embedded());
    ScriptMachine.run(config, Map.of(), List.of("sh", "-c", script));
    return List.copyOf(lines);
  }

  @Test
  void wrongReadsAndWritesAreToldAtOnce() throws Exception {
    assertEquals(
        List.of(
            "BUG: KASAN: slab-out-of-bounds in kd_init+0x5c/0x1000 [kasan_demo]",
            "Read of size 1 at addr ADDR by task insmod/1",
            "The buggy address is located 0 bytes to the right of",
            "BUG: KASAN: slab-out-of-bounds in kd_init+0x73/0x1000 [kasan_demo]",
            "Read of size 4 at addr ADDR by task insmod/1",
            "The buggy address is located 0 bytes to the right of",
            "BUG: KASAN: use-after-free in kd_init+0x95/0x1000 [kasan_demo]",
            "Read of size 4 at addr ADDR by task insmod/1",
            "The buggy address is located 12 bytes inside of",
            "BUG: KASAN: use-after-free in kd_init+0xab/0x1000 [kasan_demo]",
            "Write of size 4 at addr ADDR by task insmod/1",
            "The buggy address is located 16 bytes inside of"),
        reports(EnumSet.of(Check.KASAN, Check.KASANFULL), "insmod " + MODULE));
  }

  @Test
  void withoutItOnlyWritesAreFoundAndLater() throws Exception {
    assertEquals(
        List.of("BUG kmalloc-64 (Tainted: G           OE     ): Poison overwritten"),
        reports(EnumSet.of(Check.KASAN), "insmod " + MODULE + "; rmmod kasan_demo"));
  }

  @Test
  void soundModulesAreNotBlamed() throws Exception {
    Path modules = ScriptMachine.TESTDATA.resolve("modules");
    StringBuilder script = new StringBuilder();
    for (String name : List.of("mem_demo", "list_demo", "string_demo", "slab_api", "timers_demo")) {
      script.append("insmod %s/%s/%s.ko; rmmod %s;".formatted(modules, name, name, name));
    }
    assertEquals(List.of(), reports(EnumSet.of(Check.KASAN, Check.KASANFULL), script.toString()));
  }
}
