package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.profile.KernelImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that went back to a checkpoint goes on as it did then, byte for byte. */
class CheckpointTest {
  private static final String KERNEL = "6.1.0-56-amd64";

  /** Loads a module, uses what all have, looks at all that the kernel tells, and unloads it. */
  private static final String LIFE =
      """
      life() {
        insmod MODULE
        lsmod
        ls /dev /proc /sys/module /sys/class
        sleep 1
        cat /proc/uptime /proc/slabinfo /proc/interrupts /proc/modules /proc/sys/kernel/tainted
        rmmod NAME
        dmesg
        cat /proc/uptime /proc/meminfo
      }
      """;

  private static final String TWICE =
      LIFE + "checkpoint a; life; echo @@@; restore a; life; echo @@@; restore a; life; ";

  private static String run(String script) throws Exception {
    return ScriptMachine.run(config(), Map.of(), List.of("sh", "-c", script)).output();
  }

  private static KernelConfig config() {
    return new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
  }

  private static String withModule(String script, String name) {
    Path file = ScriptMachine.TESTDATA.resolve("modules/" + name + "/" + name + ".ko");
    return script.replace("MODULE", file.toString()).replace("NAME", name);
  }

  private static void assertLivesAreTheSame(String output) {
    String[] lives = output.split("@@@\n", -1);
    assertEquals(3, lives.length, output);
    assertTrue(lives[0].contains("Linux version"), output);
    assertEquals(lives[0], lives[1]);
    assertEquals(lives[0], lives[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello_world",
        "timers_demo",
        "kthread_demo",
        "sched_demo",
        "mem_demo",
        "oops_null",
        "chardev_demo",
        "double_free"
      })
  void theSameAgain(String name) throws Exception {
    assertLivesAreTheSame(run(withModule(TWICE, name)));
  }

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @ParameterizedTest
  @EnabledIf("isInstalled")
  @ValueSource(strings = {"hello_world", "kthread_demo", "oops_null"})
  void theSameAgainOnARealKernel(String name) throws Exception {
    Path image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
    assertLivesAreTheSame(
        ScriptMachine.run(image, config(), Map.of(), List.of("sh", "-c", withModule(TWICE, name)))
            .output());
  }

  private static final String THREADS =
      """
      life() {
        sleep 0.35
        cat /proc/uptime
        rmmod threads
        dmesg
        cat /proc/uptime /proc/meminfo /proc/slabinfo
      }
      insmod MODULE; sleep 0.2; checkpoint a
      life; echo @@@; restore a; life; echo @@@; restore a; sleep 0.1; restore a; life
      """;

  private static String threads() {
    return THREADS.replace(
        "MODULE", ScriptMachine.TESTDATA.resolve("checkpoint/threads.ko").toString());
  }

  /** Threads that have gone on, and that have ended, sleep again where they slept. */
  @Test
  void kernelThreadsOfModules() throws Exception {
    String output = run(threads());
    assertLivesAreTheSame(output);
    for (String thread :
        List.of("msleep", "interruptible", "usleep", "hrtimeout", "event", "timeout", "schedule")) {
      assertTrue(output.contains("threads: " + thread + " 5"), () -> thread + " in " + output);
      assertTrue(output.contains("threads: " + thread + " came to "), () -> thread);
    }
  }

  @Test
  @EnabledIf("isInstalled")
  void kernelThreadsOfModulesOnARealKernel() throws Exception {
    Path image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux();
    assertLivesAreTheSame(
        ScriptMachine.run(image, config(), Map.of(), List.of("sh", "-c", threads())).output());
  }

  @Test
  void randomNumbersGoBack() throws Exception {
    String[] numbers =
        run("checkpoint a; for i in 1 2; do restore a; head -c 8 /dev/urandom | xxd; done")
            .split("\n", -1);
    assertEquals(numbers[0], numbers[1]);
  }

  /** A machine that never had a checkpoint does the same as one that went back. */
  @Test
  void takingOneChangesNothing() throws Exception {
    String without = run(withModule(LIFE + "life", "timers_demo"));
    String with =
        run(withModule(LIFE + "checkpoint a; life; echo @@@; restore a; life", "timers_demo"));
    assertEquals(without + "@@@\n" + without, with);
  }

  @Test
  void theShellGoesOn() throws Exception {
    assertEquals(
        """
        1
        /tmp two
        x
        cat: /tmp/new: No such file or directory
        """,
        run(
            """
            cd /tmp; v=one; echo x > old; checkpoint; v=two; cd /; echo y > /tmp/new; echo z > /tmp/old
            restore; echo $PWD $v; cat old; cat /tmp/new"""));
  }

  @Test
  void aModuleThatWasLoadedThenIsThereAgain() throws Exception {
    String script =
        "insmod MODULE; checkpoint in; rmmod NAME; for i in 1 2; do restore in; lsmod; rmmod NAME; done";
    assertEquals(
        "Module                  Size  Used by\nhello_world            16384  0\n".repeat(2),
        run(withModule(script, "hello_world")));
  }

  @Test
  void aProgramThatHasGoneOnCannotGoBack() throws Exception {
    String output =
        run("sleep 2 & sleep 1; checkpoint a; sleep 2; restore a; echo $?; restore a 2>&1");
    assertTrue(output.contains("restore: a: sleep/"), output);
    assertTrue(output.contains("has gone on since\n1\n"), output);
    assertEquals("0\n", run("sleep 4 & sleep 1; checkpoint a; sleep 1; restore a; echo $?"));
  }

  @Test
  void aProgramThatHadNotBegunBeginsAgain() throws Exception {
    assertEquals(
        "begins\nbegins\n0\n",
        run("echo begins & checkpoint a; wait; test $x || { x=1; restore a; sleep 1; }; echo $?"));
  }

  @Test
  void onlyWhoTookItGoesBack() throws Exception {
    String output = run("checkpoint a; (restore a); echo $?; { restore a; } > /tmp/o; restore b");
    assertTrue(output.contains("restore: a: it was taken by another process, sh"), output);
    assertTrue(output.contains("restore: not while its output or input goes elsewhere"), output);
    assertTrue(output.contains("restore: b: no such checkpoint"), output);
  }

  @Test
  void theyAreListed() throws Exception {
    List<String> lines =
        run("checkpoint a; checkpoint; checkpoint -d a; checkpoint -l").lines().toList();
    assertEquals("1", lines.getFirst());
    assertTrue(lines.get(1).matches("NAME +TIME +MEMORY"), lines.get(1));
    assertTrue(lines.get(2).matches("1 +1\\.\\d{6} +\\d+\\.\\dM"), lines.get(2));
    assertEquals(3, lines.size());
  }
}
