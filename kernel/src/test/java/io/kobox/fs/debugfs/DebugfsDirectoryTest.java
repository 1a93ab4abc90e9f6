package io.kobox.fs.debugfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.TestMachine;
import io.kobox.fs.TextOperations;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** debugfs at /sys/kernel/debug (fs/debugfs/file.c, inode.c). */
final class DebugfsDirectoryTest {
  private static final int CWD = OpenFlags.AT_FDCWD;

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void filesWorkUntilTheyAreRemoved() throws ErrnoException {
    TestMachine machine = new TestMachine();
    DebugfsDirectory root = machine.files().debugfs().root();
    DebugfsDirectory directory = root.createDirectory("demo");
    directory.createFile("a", 0444, new TextOperations(() -> new byte[] {'a', '\n'}));
    directory.createFile("b", 0200, new TextOperations(() -> new byte[0]));
    directory.createSymlink("l", "a");
    FileSystemCalls calls = machine.calls();
    int listing = calls.openat(CWD, "/sys/kernel/debug/demo", 0, 0);
    assertEquals(
        List.of(".", "..", "l", "b", "a"),
        calls.getdents64(listing).stream().map(DirectoryEntry::name).toList());
    int fd = calls.openat(CWD, "/sys/kernel/debug/demo/l", 0, 0);
    assertEquals(2, calls.read(fd, new byte[5], 0, 5));
    assertEquals(0, calls.fstat(fd).size());
    assertErrno(Errno.EEXIST, () -> directory.createDirectory("a"));
    root.remove("demo");
    assertErrno(Errno.EIO, () -> calls.read(fd, new byte[5], 0, 5));
    assertErrno(Errno.EIO, () -> calls.ioctl(fd, 1, 0));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/sys/kernel/debug/demo/a", 0, 0));
    assertEquals(040700, calls.newfstatat(CWD, "/sys/kernel/debug", 0).mode());
  }
}
