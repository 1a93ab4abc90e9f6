package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The form of /proc's files, against recordings of Debian's kernel; and what they tell. */
class ProcFilesTest {
  private static final Path MODULES = ScriptMachine.TESTDATA.resolve("modules");

  private static String run(String script) throws Exception {
    return ScriptMachine.run(List.of(), Map.of(), List.of("sh", "-c", script)).output();
  }

  private static String recorded(String name) throws Exception {
    return ScriptMachine.read(ScriptMachine.TESTDATA.resolve("proc").resolve(name));
  }

  /** Lines without what they count, but with their widths. */
  private static List<String> form(String text) {
    return text.lines()
        .map(line -> line.length() + ":" + line.replaceAll(" *[0-9]+( kB)?$", "$1"))
        .toList();
  }

  @Test
  void meminfo() throws Exception {
    assertEquals(form(recorded("meminfo.txt")), form(run("cat /proc/meminfo")));
  }

  @Test
  void slabinfoHasTheSlabsOfLinux() throws Exception {
    String ours = run("cat /proc/slabinfo");
    assertEquals(geometry(recorded("slabinfo.txt")), geometry(ours));
    assertEquals(
        recorded("slabinfo.txt").lines().map(line -> line.indexOf(" : slabdata")).toList(),
        ours.lines().map(line -> line.indexOf(" : slabdata")).toList());
  }

  /** The head, and of each cache its name, object size, objects and pages per slab. */
  private static String geometry(String text) {
    return text.lines()
        .map(line -> line.split(" +", 0))
        .map(w -> w[0].startsWith("kmalloc") ? w[0] + " " + w[3] + " " + w[4] + " " + w[5] : w[0])
        .collect(Collectors.joining("\n"));
  }

  @Test
  void cachesOfModulesComeAndGo() throws Exception {
    String module = MODULES.resolve("mem_demo/mem_demo.ko").toString();
    String before = "grep -c . /proc/slabinfo; ";
    String output =
        run(before + "insmod " + module + " && " + before + "rmmod mem_demo; " + before);
    List<String> counts = output.lines().toList();
    assertEquals(Integer.parseInt(counts.get(0)) + 1, Integer.parseInt(counts.get(1)), output);
    assertEquals(counts.get(0), counts.get(2));
  }

  @Test
  void processes() throws Exception {
    assertEquals(
        names(recorded("status-kthread.txt")), names(run("cat /proc/self/status")), "status");
    String stat = run("sleep 9 & cat /proc/$!/stat; kill -9 $!; cat /proc/$!/stat; true");
    List<String> lines = stat.lines().toList();
    assertTrue(lines.getFirst().matches("[0-9]+ \\(sleep\\) [SR] 1 0 0 0 -1 .*"), stat);
    assertTrue(lines.getLast().matches("[0-9]+ \\(sleep\\) Z 1 0 0 0 -1 .* 9"), stat);
    assertEquals(
        recorded("stat-kthread.txt").split(" ", 0).length, lines.getFirst().split(" ", 0).length);
    assertEquals("cat /proc/self/cmdline ", run("cat /proc/self/cmdline | tr '\\0' ' '"));
  }

  private static List<String> names(String status) {
    return status.lines().map(line -> line.substring(0, line.indexOf(':') + 2)).toList();
  }

  @Test
  void programsThatReadThem() throws Exception {
    assertTrue(run("sleep 5 & sleep 1; ps").matches("(?s).*\n *[0-9]+ root     sleep 5\n.*"));
    assertTrue(run("mount").startsWith("proc on /proc type proc (rw,relatime)\n"));
    assertEquals("0.00 0.00 0.00 1/21 21\n", run("cat /proc/loadavg; true"));
  }
}
