package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What busybox's sed did with the same lines. */
class SedFilesTest {
  @Test
  void everyCommandWritesItsOwnFile() throws Exception {
    String script =
        "cd /tmp; printf 'no nl' > n; printf 'a\\nb\\n' |"
            + " sed -e 's/a/c/w one' -e 'r n' -e 'w two'; cat one two";
    assertEquals(
        "c\nno nl\nb\nno nl\nc\nc\nb\n",
        ScriptMachine.run(List.of(), Map.of(), List.of("sh", "-c", script)).output());
  }
}
