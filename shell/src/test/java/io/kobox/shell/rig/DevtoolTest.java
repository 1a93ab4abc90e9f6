package io.kobox.shell.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.shell.command.MemoryMachine;
import io.kobox.shell.coreutils.CoreCommands;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** devtool and kmsgdump; the answers follow from the C source (not run). */
final class DevtoolTest {
  private final MemoryMachine machine = new MemoryMachine();

  private MemoryMachine.Result run(String... argv) throws ErrnoException {
    return machine.run(CoreCommands::lookup, "/", "", List.of(argv));
  }

  @Test
  void readsSeeksAndReportsErrors() throws ErrnoException {
    machine.file("/f", "initial\ncontent\001");
    MemoryMachine.Result result =
        run(
            "devtool",
            "/f",
            "seek:3:0",
            "read:6",
            "seek:0:1",
            "seek:-2:2",
            "seek:1:9",
            "ioctl:0x1234:7",
            "write:ab");
    assertEquals(
        """
        open = 0
        seek:3:0 = 3
        read:6 = 6
          data tial\\nc
        seek:0:1 = 9
        seek:-2:2 = 14
        seek:1:9 = -1 Invalid argument (22)
        ioctl:0x1234:7 = -1 Inappropriate ioctl for device (25)
          arg now 7
        write:ab = 2
        close = 0
        """,
        result.out());
    assertEquals(0, result.status());
  }

  @Test
  void badPointersAreTheKernelsBusiness() throws ErrnoException {
    machine.file("/f", "abc");
    assertEquals(
        "open = 0\nreadbad:2 = -1 Bad address (14)\nwritebad:2 = -1 Bad address (14)\nclose = 0\n",
        run("devtool", "/f", "readbad:2", "writebad:2").out());
  }

  @Test
  void aMissingFileIsStatusOne() throws ErrnoException {
    MemoryMachine.Result result = run("devtool", "/nosuch");
    assertEquals("open = -1 No such file or directory (2)\n", result.out());
    assertEquals(1, result.status());
  }

  @Test
  void kmsgdumpPrintsRecordsFromANumberOn() throws ErrnoException {
    machine.log.add("6,7,100,-;one\n");
    machine.log.add("6,8,200,-;two\n K=v\n");
    assertEquals("6,8,200,-;two\n K=v\n", run("kmsgdump", "8").out());
    assertEquals("9\n", run("kmsgdump", "-next").out());
    machine.log.clear();
    assertEquals("0\n", run("kmsgdump", "-next").out());
  }
}
