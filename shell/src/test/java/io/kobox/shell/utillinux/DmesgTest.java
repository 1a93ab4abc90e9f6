package io.kobox.shell.utillinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.shell.command.MemoryMachine;
import io.kobox.shell.coreutils.CoreCommands;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * dmesg on records of /dev/kmsg. The records and most answers are those of a recorded machine
 * (kernel 6.1, util-linux 2.38); what a saved log gives is compared with the real program in
 * DifferentialTest.
 */
final class DmesgTest {
  private final MemoryMachine machine = new MemoryMachine();

  @BeforeEach
  void fillLog() {
    machine.log.add("6,100,1860955,-;printk_demo: rl 9\n");
    machine.log.add("6,101,1860980,-;12345\n SUBSYSTEM=demo\n DEVICE=+x\n");
    machine.log.add("6,102,1860998,c;printk_demo: ratelimit allowed 9, printk returned 5\n");
    machine.log.add("11,103,6390273,-;from user\n");
    machine.log.add("12,104,6392414,-;a\\x09b\\x1b\n");
  }

  private String run(String... arguments) throws ErrnoException {
    List<String> argv = new ArrayList<>(List.of("dmesg"));
    argv.addAll(List.of(arguments));
    MemoryMachine.Result result = machine.run(CoreCommands::lookup, "/", "", argv);
    assertEquals("", result.err());
    assertEquals(0, result.status());
    return result.out();
  }

  @Test
  void printsSecondsAndText() throws ErrnoException {
    assertEquals(
        """
        [    1.860955] printk_demo: rl 9
        [    1.860980] 12345
        [    1.860998] printk_demo: ratelimit allowed 9, printk returned 5
        [    6.390273] from user
        [    6.392414] a\tb\\x1b
        """,
        run());
  }

  @Test
  void rawKeepsThePriority() throws ErrnoException {
    assertEquals(
        """
        <6>[    1.860955] printk_demo: rl 9
        <6>[    1.860980] 12345
        <6>[    1.860998] printk_demo: ratelimit allowed 9, printk returned 5
        <11>[    6.390273] from user
        <12>[    6.392414] a\tb\\x1b
        """,
        run("-r"));
  }

  @Test
  void decodesNames() throws ErrnoException {
    assertEquals(
        "user  :err   : [    6.390273] from user\nuser  :warn  : [    6.392414] a\tb\\x1b\n",
        run("-x", "-u"));
  }

  @Test
  void showsDeltas() throws ErrnoException {
    assertEquals(
        """
        [    1.860955 <    0.000000>] printk_demo: rl 9
        [    1.860980 <    0.000025>] 12345
        [    1.860998 <    0.000018>] printk_demo: ratelimit allowed 9, printk returned 5
        """,
        run("-d", "-k"));
  }

  @Test
  void printsJson() throws ErrnoException {
    assertEquals(
        """
        {
           "dmesg": [
              {
                 "pri": 6,
                 "time":     1.860955,
                 "msg": "printk_demo: rl 9"
              },{
                 "pri": 6,
                 "time":     1.860980,
                 "msg": "12345"
              },{
                 "pri": 6,
                 "time":     1.860998,
                 "msg": "printk_demo: ratelimit allowed 9, printk returned 5"
              }
           ]
        }
        """,
        run("-J", "-k"));
  }

  @Test
  void clearsAndSetsTheConsole() throws ErrnoException {
    assertEquals("", run("-C"));
    assertEquals("", run("-D"));
    assertEquals("", run("-E"));
    assertEquals("", run("-n", "err"));
    assertEquals(List.of("syslog 5 0", "syslog 6 0", "syslog 7 0", "syslog 8 4"), machine.events);
  }
}
