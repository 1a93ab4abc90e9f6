package io.kobox.shell.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.kmod.IndexWriter;
import io.kobox.syscalls.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** insmod, rmmod, lsmod and modprobe against a kernel that answers; texts as kmod 30 has them. */
class InsertAndRemoveTest {
  private static final String RELEASE = "6.1.0";
  private static final String DIRECTORY = "/lib/modules/6.1.0";

  private final FakeMachine machine = new FakeMachine(RELEASE, false);

  /** A tree where b needs a, and soft needs nothing but wants b before and c after. */
  private void tree() {
    IndexWriter dep = new IndexWriter();
    dep.insert("a", "x/a.ko:", 1);
    dep.insert("b_b", "x/b-b.ko: x/a.ko", 0);
    dep.insert("c", "x/c.ko:", 2);
    dep.insert("soft", "x/soft.ko:", 3);
    IndexWriter alias = new IndexWriter();
    alias.insert("fs_b", "b_b", 0);
    alias.insert("many*", "a", 1);
    alias.insert("many*", "c", 2);
    IndexWriter builtin = new IndexWriter();
    builtin.insert("inside", "", 0);
    machine.put(DIRECTORY + "/modules.dep.bin", dep.toBytes());
    machine.put(DIRECTORY + "/modules.alias.bin", alias.toBytes());
    machine.put(DIRECTORY + "/modules.builtin.bin", builtin.toBytes());
    for (String name : List.of("a", "b-b", "c", "soft")) {
      machine.put(DIRECTORY + "/x/" + name + ".ko", "not read by the fake kernel");
    }
  }

  private ToolRun run(String... argv) {
    ToolRun run = ToolRun.ours(machine, argv);
    assertEquals(0, machine.openFiles(), "descriptors left open");
    return run;
  }

  @Test
  void insmodJoinsParameters() {
    machine.put("/m/hello.ko", "contents");
    machine.chdir("/m");
    assertEquals(new ToolRun(0, "", ""), run("insmod", "hello.ko", "a=1", "b=x y"));
    assertEquals(List.of("finit_module /m/hello.ko [a=1 b=x y] 0"), machine.kernelCalls());
    run("insmod", "-f", "./hello.ko");
    assertEquals("finit_module /m/hello.ko [] 3", machine.kernelCalls().getLast());
  }

  /** tools/insmod.c: mod_strerror(); the first four as recorded from the real kernel. */
  @ParameterizedTest
  @CsvSource({
    "ENOENT, Unknown symbol in module",
    "EINVAL, Invalid parameters",
    "ENOEXEC, Invalid module format",
    "ENODEV, No such device",
    "ESRCH, Module has wrong symbol version",
    "EEXIST, File exists",
    "EPERM, Operation not permitted",
    "EKEYREJECTED, Key was rejected by service",
  })
  void insmodWordsErrors(Errno errno, String text) {
    machine.put("/m/hello.ko", "contents");
    machine.refuse("insert", errno);
    assertEquals(
        new ToolRun(1, "", "insmod: ERROR: could not insert module /m/hello.ko: " + text + "\n"),
        run("insmod", "/m/hello.ko"));
  }

  @Test
  void rmmodTellsWhyNot() {
    machine.load("held", 16384, 2, "one", "two");
    machine.load("used", 16384, 1);
    machine.load("free", 16384, 0);
    machine.load("busy", 16384, 0);
    machine.refuse("remove busy", Errno.EBUSY);
    assertEquals(
        new ToolRun(
            1,
            "",
            """
            rmmod: ERROR: Module held is in use by: one two
            rmmod: ERROR: Module used is in use
            rmmod: ERROR: Module gone is not currently loaded
            rmmod: ERROR: ../libkmod/libkmod-module.c:856 kmod_module_remove_module() could \
            not remove 'busy': Device or resource busy
            rmmod: ERROR: could not remove module busy: Device or resource busy
            """),
        run("rmmod", "held", "used", "gone", "free", "busy"));
    assertEquals(
        List.of("delete_module free 04000", "delete_module busy 04000"), machine.kernelCalls());
    run("rmmod", "-f", "used.ko");
    assertEquals("delete_module used 05000", machine.kernelCalls().getLast());
  }

  @Test
  void rmmodKnowsWhatIsBuiltIn() {
    tree();
    assertEquals(
        new ToolRun(1, "", "rmmod: ERROR: Module inside is builtin.\n"), run("rmmod", "inside"));
  }

  @Test
  void lsmodPrintsColumns() {
    machine.load("proc_a", 16384, 1, "proc_b");
    machine.load("proc_b", 20480, 0);
    machine.load("a_name_longer_than_its_column", 123456789, 3, "x", "y");
    machine.put(
        "/proc/modules",
        """
        a_name_longer_than_its_column 123456789 3 x,y, Live 0x0000000000000000
        proc_b 20480 0 - Live 0x0000000000000000 (OE)
        proc_a 16384 1 proc_b, Live 0x0000000000000000 (OE)
        """);
    assertEquals(
        new ToolRun(
            0,
            """
            Module                  Size  Used by
            a_name_longer_than_its_column 123456789  3 x,y
            proc_b                 20480  0
            proc_a                 16384  1 proc_b
            """,
            ""),
        run("lsmod"));
  }

  @Test
  void modprobeInsertsDependenciesFirst() {
    tree();
    assertEquals(
        new ToolRun(
            0,
            "insmod /lib/modules/6.1.0/x/a.ko \ninsmod /lib/modules/6.1.0/x/b-b.ko p=\"1 2\"\n",
            ""),
        run("modprobe", "-v", "fs-b", "p=1 2"));
    assertEquals(
        List.of(
            "finit_module /lib/modules/6.1.0/x/a.ko [] 0",
            "finit_module /lib/modules/6.1.0/x/b-b.ko [p=\"1 2\"] 0"),
        machine.kernelCalls());
    assertEquals(new ToolRun(0, "", ""), run("modprobe", "b-b"));
    assertEquals(
        new ToolRun(1, "", "modprobe: ERROR: could not insert 'b_b': Module already in kernel\n"),
        run("modprobe", "--first-time", "b_b"));
    assertEquals(2, machine.kernelCalls().size());
  }

  @Test
  void modprobeObeysItsConfiguration() {
    tree();
    machine.put(
        "/etc/modprobe.d/k.conf",
        """
        softdep soft pre: b-b post: c
        options soft one=1
        options soft  two=2
        install c echo $CMDLINE_OPTS here
        blacklist a
        alias other soft
        """);
    machine.put("/lib/modprobe.d/k.conf", "options soft overridden=1\n");
    machine.put("/proc/cmdline", "quiet soft.three=3 modprobe.blacklist=x,c\n");
    List<String> spawned = new ArrayList<>();
    ToolRun run =
        ToolRun.ours(
            machine,
            Map.of("HOME", "/root"),
            (argv, environment) -> {
              spawned.add(argv + " " + environment.get("MODPROBE_MODULE"));
              return calls -> {
                byte[] text = "ran\n".getBytes(StandardCharsets.ISO_8859_1);
                calls.write(1, text, 0, text.length);
                return 0;
              };
            },
            "modprobe",
            "soft",
            "four=4");
    assertEquals(new ToolRun(0, "ran\n", ""), run);
    assertEquals(List.of("[sh, -c, echo  here] c"), spawned);
    assertEquals(
        List.of(
            "finit_module /lib/modules/6.1.0/x/a.ko [] 0",
            "finit_module /lib/modules/6.1.0/x/b-b.ko [] 0",
            "finit_module /lib/modules/6.1.0/x/soft.ko [one=1  two=2 three=3 four=4] 0",
            "spawn [sh, -c, echo  here]"),
        machine.kernelCalls());
    assertEquals(new ToolRun(0, "", ""), run("modprobe", "-b", "a"));
    assertEquals(new ToolRun(0, "soft\n", ""), run("modprobe", "-R", "other"));
  }

  @Test
  void modprobeWordsErrors() {
    tree();
    machine.refuse("insert /lib/modules/6.1.0/x/a.ko", Errno.ENOENT);
    assertEquals(
        new ToolRun(
            1,
            "",
            "modprobe: ERROR: could not insert 'b_b': Unknown symbol in module, or unknown"
                + " parameter (see dmesg)\n"),
        run("modprobe", "b_b"));
    assertEquals(
        new ToolRun(
            1,
            "",
            """
            modprobe: WARNING: Module no1 not found in directory /lib/modules/6.1.0
            modprobe: WARNING: Module no2 not found in directory /lib/modules/6.1.0
            """),
        run("modprobe", "-a", "no1", "c", "no2"));
    assertEquals(new ToolRun(1, "", ""), run("modprobe", "-q", "no1"));
  }

  @Test
  void modprobeRemovesWhatIsUnused() {
    tree();
    machine.load("a", 16384, 0);
    machine.load("b_b", 16384, 0);
    machine.load("c", 16384, 1, "user");
    machine.load("user", 16384, 0);
    assertEquals(new ToolRun(0, "rmmod b_b\nrmmod a\n", ""), run("modprobe", "-rv", "b-b"));
    assertEquals(
        new ToolRun(1, "", "modprobe: FATAL: Module c is in use.\n"), run("modprobe", "-r", "c"));
    assertEquals(
        new ToolRun(1, "", "modprobe: FATAL: Module inside is builtin.\n"),
        run("modprobe", "-r", "inside"));
    assertEquals(new ToolRun(0, "", ""), run("modprobe", "-r", "a"));
    assertEquals(
        new ToolRun(1, "", "modprobe: FATAL: Module a is not in kernel.\n"),
        run("modprobe", "-r", "--first-time", "a"));
    assertEquals(
        List.of("delete_module b_b 04000", "delete_module a 04000"), machine.kernelCalls());
  }

  @Test
  void modprobeWaits() {
    tree();
    machine.load("a", 16384, 1);
    machine.refuse("remove a", Errno.EAGAIN);
    assertEquals(
        new ToolRun(
            1, "", "modprobe: ERROR: could not remove 'a': Resource temporarily unavailable\n"),
        run("modprobe", "-r", "-w", "10", "a"));
    assertEquals(
        List.of("sleep 1", "sleep 2", "sleep 4", "sleep 2", "sleep 1"),
        machine.kernelCalls().stream().filter(call -> call.startsWith("sleep")).toList());
  }

  @Test
  void depmodWritesThroughSystemCalls() {
    machine.put(DIRECTORY + "/x/text.ko", "this is no module");
    ToolRun run = run("depmod");
    assertEquals(0, run.status());
    assertEquals(
        """
        depmod: WARNING: could not open modules.order at /lib/modules/6.1.0: No such file or \
        directory
        depmod: ERROR: failed to load symbols from /lib/modules/6.1.0/x/text.ko: Exec format error
        depmod: WARNING: could not open modules.builtin at /lib/modules/6.1.0: No such file or \
        directory
        depmod: WARNING: could not open modules.builtin.modinfo at /lib/modules/6.1.0: No such \
        file or directory
        """,
        run.err());
    assertEquals(new ToolRun(0, "", ""), run("modprobe", "text"));
    assertEquals(List.of("finit_module /lib/modules/6.1.0/x/text.ko [] 0"), machine.kernelCalls());
  }
}
