package io.kobox.shell.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleParametersTest {
  private static final Path MODULES =
      Path.of("..", "testdata", "modules").toAbsolutePath().normalize();

  @Test
  void ofFilesAndOfWhatModulesDepNames() {
    FakeMachine machine = new FakeMachine("6.1.0-56-amd64", true);
    String file = MODULES.resolve("params_all/params_all.ko").toString();
    List<String> names = new ModuleParameters(machine).ofFile(file);
    assertEquals(
        List.of(
            "p_arr",
            "p_bool",
            "p_byte",
            "p_carr",
            "p_cb",
            "p_charp",
            "p_hexint",
            "p_hidden",
            "p_int",
            "p_invbool",
            "p_long",
            "p_renamed",
            "p_sarr",
            "p_short",
            "p_string",
            "p_uint",
            "p_ullong",
            "p_ulong",
            "p_unsafe",
            "p_ushort"),
        names);
    machine.put("/lib/modules/6.1.0-56-amd64/modules.dep", file + ": other.ko\n");
    assertEquals(names, new ModuleParameters(machine).ofName("params-all"));
    assertEquals(List.of(), new ModuleParameters(machine).ofName("none"));
    assertEquals(List.of(), new ModuleParameters(machine).ofFile("/nothing.ko"));
  }
}
