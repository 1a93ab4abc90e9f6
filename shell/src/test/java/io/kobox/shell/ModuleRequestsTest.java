package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drivers and types of file systems that are not there are asked for; as on the image kernel. */
class ModuleRequestsTest {
  private static final String TREE =
      """
      mkdir -p /lib/modules/$(uname -r)/extra
      cp $T/modules/hello_world/hello_world.ko /lib/modules/$(uname -r)/extra
      depmod 2>/dev/null
      """;

  private static String run(String script) throws Exception {
    Map<String, String> variables = Map.of("T", ScriptMachine.TESTDATA.toString());
    return ScriptMachine.run(List.of(), variables, List.of("sh", "-c", TREE + script)).output();
  }

  @Test
  void openingANodeWithoutDriverAsksForItsMajor() throws Exception {
    assertEquals(
        """
        cat: /tmp/node: No such device or address
        hello_world            16384  0
        """,
        run(
            """
            echo 'alias char-major-99-1 hello_world' > /etc/modprobe.d/x.conf
            mknod /tmp/node c 99 1; cat /tmp/node; lsmod | tail -n 1
            """));
  }

  @Test
  void mountingAnUnknownTypeAsksForIt() throws Exception {
    assertEquals(
        """
        mount: mounting none on /mnt/x failed: No such device
        hello_world            16384  0
        """,
        run(
            """
            echo 'alias fs-nosuch hello_world' > /etc/modprobe.d/x.conf
            mkdir -p /mnt/x; mount -t nosuch none /mnt/x; lsmod | tail -n 1
            """));
  }
}
