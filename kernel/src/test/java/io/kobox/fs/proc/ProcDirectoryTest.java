package io.kobox.fs.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.fs.FileOperations;
import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.Inode;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.TestMachine;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What FileSystemCallsTest's recordings do not show of /proc. */
final class ProcDirectoryTest {
  private static final int CWD = OpenFlags.AT_FDCWD;

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> list(FileSystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(CWD, path, 0, 0);
    List<String> names = calls.getdents64(fd).stream().map(DirectoryEntry::name).toList();
    calls.close(fd);
    return names.subList(2, names.size());
  }

  /** Processes 1 and 20; only they have directories. */
  private static final class Processes implements DynamicEntries {
    private final ProcDirectory root;

    Processes(ProcDirectory root) {
      this.root = root;
    }

    @Override
    public @Nullable Inode find(String name) throws ErrnoException {
      return switch (name) {
        case "self" -> new ProcLink(root.superBlock(), () -> "20", 0);
        case "1", "20" -> {
          ProcDirectory directory = new ProcDirectory(root.superBlock(), 0);
          directory.mkdir("fd", 0500);
          directory.create("comm", 0644, () -> text(name + "\n"));
          yield directory;
        }
        default -> null;
      };
    }

    @Override
    public List<String> names() {
      return List.of("self", "1", "20");
    }
  }

  /** The beginning and end of {@code ls -U /proc} on Debian's 6.1.0-56-amd64. */
  @Test
  void entriesAreListedByLengthThenProcesses() throws ErrnoException {
    List<String> recorded =
        List.of(
            "fb",
            "fs",
            "bus",
            "dma",
            "irq",
            "net",
            "sys",
            "tty",
            "acpi",
            "keys",
            "kmsg",
            "misc",
            "mtrr",
            "stat",
            "iomem",
            "kcore",
            "locks",
            "swaps",
            "crypto",
            "driver",
            "mounts",
            "uptime",
            "vmstat",
            "cgroups",
            "cmdline",
            "key-users",
            "dynamic_debug",
            "sysrq-trigger");
    TestMachine machine = new TestMachine();
    ProcDirectory root = machine.files().proc().root();
    List<String> sorted = new ArrayList<>(recorded);
    Collections.sort(sorted);
    for (String name : sorted) {
      root.create(name, 0, () -> text(""));
    }
    root.setDynamic(new Processes(root));
    List<String> expected = new ArrayList<>(recorded);
    Collections.addAll(expected, "self", "1", "20");
    assertEquals(expected, list(machine.calls(), "/proc"));
  }

  @Test
  void processDirectoriesAreWalkedInto() throws ErrnoException {
    TestMachine machine = new TestMachine();
    ProcDirectory root = machine.files().proc().root();
    root.setDynamic(new Processes(root));
    FileSystemCalls calls = machine.calls();
    calls.chdir("/proc/self/fd");
    assertEquals("/proc/20/fd", calls.getcwd());
    calls.chdir("../../1");
    assertEquals("/proc/1", calls.getcwd());
    int fd = calls.openat(CWD, "comm", 0, 0);
    assertEquals(2, calls.read(fd, new byte[10], 0, 10));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/proc/2/comm", 0, 0));
  }

  @Test
  void aTextIsConsistentOverSmallReads() throws ErrnoException {
    TestMachine machine = new TestMachine();
    int[] shown = {0};
    machine.files().proc().root().create("count", 0, () -> text(++shown[0] + "23456\n"));
    FileSystemCalls calls = machine.calls();
    int fd = calls.openat(CWD, "/proc/count", 0, 0);
    StringBuilder all = new StringBuilder();
    byte[] one = new byte[1];
    while (calls.read(fd, one, 0, 1) == 1) {
      all.append((char) one[0]);
    }
    assertEquals("123456\n", all.toString());
    calls.lseek(fd, 0, 0);
    byte[] buffer = new byte[10];
    assertEquals(7, calls.read(fd, buffer, 0, 10));
    assertEquals('2', buffer[0], "a read at the start shows anew");
  }

  @Test
  void descriptorsAreLinksToTheirFiles() throws ErrnoException {
    TestMachine machine = new TestMachine();
    ProcDirectory root = machine.files().proc().root();
    FileSystemCalls calls = machine.calls();
    ProcDirectory fds = root.mkdir("fds", 0500);
    fds.setDynamic(new ProcFdEntries(root.superBlock(), calls.descriptors()));
    int fd = calls.openat(CWD, "/tmp/f", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0644);
    calls.write(fd, text("hello"), 0, 5);
    String link = "/proc/fds/" + fd;
    assertEquals("/tmp/f", calls.readlinkat(CWD, link));
    assertEquals(0120300, calls.newfstatat(CWD, link, OpenFlags.AT_SYMLINK_NOFOLLOW).mode());
    assertEquals(64, calls.newfstatat(CWD, link, OpenFlags.AT_SYMLINK_NOFOLLOW).size());
    calls.unlinkat(CWD, "/tmp/f", 0);
    assertEquals("/tmp/f (deleted)", calls.readlinkat(CWD, link));
    int again = calls.openat(CWD, link, 0, 0);
    assertEquals(5, calls.read(again, new byte[10], 0, 10), "the object, not the name");
    assertEquals("pipe:[", calls.readlinkat(CWD, "/proc/fds/0").substring(0, 6));
    assertErrno(Errno.ENOENT, () -> calls.readlinkat(CWD, "/proc/fds/99"));
    assertErrno(Errno.ENOENT, () -> calls.readlinkat(CWD, "/proc/fds/01"));
    assertErrno(Errno.ENOENT, () -> calls.readlinkat(CWD, "/proc/fds/99999999999"));
    assertEquals(
        calls.descriptors().numbers().stream().map(String::valueOf).toList().size() + 1,
        list(calls, "/proc/fds").size(),
        "the listing's own descriptor too");
  }

  /** fs/proc/inode.c: close_pdeo at removal, then use_pde fails. */
  @Test
  void anOwnerIsNotCalledAfterRemoval() throws ErrnoException {
    int[] released = {0};
    FileOperations owner =
        new FileOperations() {
          @Override
          public int read(OpenFile file, UserBuffer buffer, Position position) {
            return 0;
          }

          @Override
          public void release(OpenFile file) {
            released[0]++;
          }
        };
    TestMachine machine = new TestMachine();
    ProcDirectory root = machine.files().proc().root();
    root.mkdir("driver", 0).create("x", 0666, owner);
    FileSystemCalls calls = machine.calls();
    int fd = calls.openat(CWD, "/proc/driver/x", OpenFlags.O_RDWR, 0);
    assertEquals(0, calls.read(fd, new byte[1], 0, 1));
    root.remove("driver");
    assertEquals(1, released[0]);
    assertErrno(Errno.EIO, () -> calls.read(fd, new byte[1], 0, 1));
    assertErrno(Errno.EIO, () -> calls.write(fd, new byte[1], 0, 1));
    assertErrno(Errno.ENOTTY, () -> calls.ioctl(fd, 1, 0));
    calls.close(fd);
    assertEquals(1, released[0]);
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/proc/driver/x", 0, 0));
  }

  @Test
  void namesAreTakenOnce() throws ErrnoException {
    ProcDirectory root = new TestMachine().files().proc().root();
    root.mkdir("a", 0);
    assertErrno(Errno.EEXIST, () -> root.mkdir("a", 0));
    assertErrno(Errno.EEXIST, () -> root.create("a", 0, () -> text("")));
    assertErrno(Errno.EINVAL, () -> root.mkdir("..", 0));
  }
}
