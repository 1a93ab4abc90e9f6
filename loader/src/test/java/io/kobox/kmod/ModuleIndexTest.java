package io.kobox.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads what kmod 30's depmod wrote, and what we write. */
class ModuleIndexTest {
  private final List<String> errors = new ArrayList<>();

  private ModuleIndex open(byte[] file) {
    ModuleIndex index =
        ModuleIndex.open(file, (place, function, text) -> errors.add(function + ": " + text));
    assertNotNull(index);
    return index;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        ModuleIndexTest.class.getResourceAsStream("/io/kobox/kmod/expected/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void findsModulesInDepmodsIndex() throws IOException {
    ModuleIndex index = open(resource("modules.dep.bin"));
    assertEquals("extra/proc_b.ko: extra/proc_a.ko", index.search("proc_b"));
    assertEquals("extra/hello_world.ko:", index.search("hello_world"));
    assertNull(index.search("proc"));
    assertNull(index.search("proc_bb"));
    assertNull(index.search(""));
  }

  @Test
  void findsPatterns() throws IOException {
    ModuleIndex index = open(resource("modules.alias.bin"));
    List<ModuleIndex.Value> found = index.searchWild("pci:v1234d_7");
    assertEquals(List.of("nodev"), found.stream().map(ModuleIndex.Value::text).toList());
    assertEquals(List.of(), index.searchWild("pci:v1234d_x"));
  }

  @Test
  void ordersValuesByPriority() {
    IndexWriter writer = new IndexWriter();
    writer.insert("net*", "c", 3);
    writer.insert("ne*", "a", 1);
    writer.insert("netdev", "b", 2);
    writer.insert("n?tdev", "d", 4);
    assertTrue(writer.insert("ne*", "a", 1));
    ModuleIndex index = open(writer.toBytes());
    assertEquals(
        List.of("a", "a", "b", "c", "d"),
        index.searchWild("netdev").stream().map(ModuleIndex.Value::text).toList());
    List<String> dumped = new ArrayList<>();
    index.dump("alias ", dumped::add);
    assertEquals(
        List.of(
            "alias n?tdev d\n",
            "alias ne* a\n",
            "alias ne* a\n",
            "alias net* c\n",
            "alias netdev b\n"),
        dumped);
  }

  @Test
  void refusesOtherFiles() {
    assertNull(ModuleIndex.open(new byte[11], (place, function, text) -> errors.add(text)));
    assertNull(ModuleIndex.open(new byte[12], (place, function, text) -> errors.add(text)));
    assertEquals(List.of("magic check fail: 0 instead of b007f457"), errors);
  }

  @Test
  void survivesDamage() throws IOException {
    byte[] good = resource("modules.dep.bin");
    Random random = new Random(1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 8; j++) {
              bad[8 + random.nextInt(bad.length - 8)] = (byte) random.nextInt(256);
            }
            ModuleIndex index = open(bad);
            index.search("proc_b");
            index.searchWild("hello_world");
            index.dump("", line -> assertTrue(line.endsWith("\n")));
          }
        });
  }
}
