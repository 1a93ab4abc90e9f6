package io.kobox.fs.devtmpfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.fs.FileOperations;
import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.TestMachine;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nodes that come and go with their devices (drivers/base/devtmpfs.c). */
final class DevtmpfsTest {
  private static final int CWD = OpenFlags.AT_FDCWD;

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void aNodeReachesItsDriver() throws ErrnoException {
    TestMachine machine = new TestMachine();
    FileOperations driver =
        new FileOperations() {
          @Override
          public int read(OpenFile file, UserBuffer buffer, Position position)
              throws ErrnoException {
            buffer.store(0, new byte[] {'x'}, 0, 1);
            return 1;
          }
        };
    int major = machine.files().charDevices().registerRegion(0, 0, 1, "demo");
    machine.files().devtmpfs().createNode("demo", 0, Stat.makedev(major, 0));
    FileSystemCalls calls = machine.calls();
    assertErrno(Errno.ENXIO, () -> calls.openat(CWD, "/dev/demo", 0, 0));
    machine.files().charDevices().add(major, 0, 1, driver);
    int fd = calls.openat(CWD, "/dev/demo", OpenFlags.O_RDWR, 0);
    assertEquals(1, calls.read(fd, new byte[5], 0, 5));
    assertErrno(Errno.EINVAL, () -> calls.write(fd, new byte[5], 0, 5));
    assertErrno(Errno.ESPIPE, () -> calls.lseek(fd, 0, 0));
    assertErrno(Errno.ENOTTY, () -> calls.ioctl(fd, 1, 0));
    assertEquals(0020600, calls.fstat(fd).mode());
    assertEquals(254, Stat.major(calls.fstat(fd).rdev()));
  }

  @Test
  void directoriesGoWithTheirLastNode() throws ErrnoException {
    TestMachine machine = new TestMachine();
    Devtmpfs dev = machine.files().devtmpfs();
    dev.createNode("input/event0", 0, Stat.makedev(13, 64));
    dev.createNode("input/event1", 0, Stat.makedev(13, 65));
    FileSystemCalls calls = machine.calls();
    dev.deleteNode("input/event0");
    assertEquals(040755, calls.newfstatat(CWD, "/dev/input", 0).mode());
    dev.deleteNode("input/event1");
    assertErrno(Errno.ENOENT, () -> calls.newfstatat(CWD, "/dev/input", 0));
    dev.deleteNode("input/event1");
  }

  @Test
  void nodesOfProgramsAreLeftAlone() throws ErrnoException {
    TestMachine machine = new TestMachine();
    Devtmpfs dev = machine.files().devtmpfs();
    FileSystemCalls calls = machine.calls();
    calls.mknodat(CWD, "/dev/mine", 0020600, Stat.makedev(240, 0));
    assertErrno(Errno.EEXIST, () -> dev.createNode("mine", 0, Stat.makedev(240, 0)));
    dev.deleteNode("mine");
    assertEquals(0020600, calls.newfstatat(CWD, "/dev/mine", 0).mode());
  }

  /** The last lines of {@code ls -U /dev} on Debian's 6.1.0-56-amd64: the newest node first. */
  @Test
  void standardNodesAreListedNewestFirst() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    int fd = calls.openat(CWD, "/dev", 0, 0);
    List<String> names = calls.getdents64(fd).stream().map(DirectoryEntry::name).toList();
    assertEquals(
        List.of(".", "..", "console", "tty", "kmsg", "urandom", "random", "full", "zero", "null"),
        names);
  }
}
