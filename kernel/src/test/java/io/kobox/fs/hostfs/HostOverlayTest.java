package io.kobox.fs.hostfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.TestMachine;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the machine sees of the host (interface.md, "Paths"), and that the host stays as it is. */
final class HostOverlayTest {
  private static final int CWD = OpenFlags.AT_FDCWD;
  private static final int NEW = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_WRONLY;

  @TempDir Path host;

  @BeforeEach
  void makeHost() throws IOException {
    Files.createDirectories(host.resolve("work/sub"));
    Files.writeString(host.resolve("work/x.ko"), "ELF");
    Files.writeString(host.resolve("work/sub/deep"), "deep");
    Files.createSymbolicLink(host.resolve("work/link"), Path.of("sub/deep"));
    Files.createSymbolicLink(host.resolve("work/absolute"), Path.of("/work/x.ko"));
    Files.createDirectories(host.resolve("usr/lib/modules/6.1.0"));
    Files.createDirectories(host.resolve("usr/lib/other"));
    Files.createSymbolicLink(host.resolve("lib"), Path.of("usr/lib"));
    Files.createDirectories(host.resolve("etc/modprobe.d"));
    Files.writeString(host.resolve("etc/modprobe.d/host.conf"), "options x");
    Files.writeString(host.resolve("etc/passwd"), "root");
    Files.createDirectories(host.resolve("proc"));
    Files.writeString(host.resolve("proc/version"), "the host's");
    Files.createDirectories(host.resolve("tmp/dir"));
    Files.writeString(host.resolve("tmp/t.ko"), "tmp");
    Files.writeString(host.resolve("tmp/dir/u.ko"), "u");
  }

  private FileSystemCalls machine() throws ErrnoException {
    return new TestMachine(host).calls();
  }

  private static String read(FileSystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(CWD, path, OpenFlags.O_RDONLY, 0);
    byte[] buffer = new byte[100];
    int count = calls.read(fd, buffer, 0, buffer.length);
    calls.close(fd);
    return new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
  }

  private static void write(FileSystemCalls calls, String path, int flags, String text)
      throws ErrnoException {
    int fd = calls.openat(CWD, path, flags, 0644);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(bytes.length, calls.write(fd, bytes, 0, bytes.length));
    calls.close(fd);
  }

  private static List<String> list(FileSystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(CWD, path, OpenFlags.O_DIRECTORY, 0);
    List<String> names = calls.getdents64(fd).stream().map(DirectoryEntry::name).toList();
    calls.close(fd);
    return names.subList(2, names.size());
  }

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void hostFilesAreReadUnderTheirOwnNames() throws ErrnoException {
    FileSystemCalls calls = machine();
    calls.chdir("/work");
    assertEquals("ELF", read(calls, "x.ko"));
    assertEquals("ELF", read(calls, "./sub/../x.ko"));
    assertEquals("deep", read(calls, "link"));
    assertEquals("ELF", read(calls, "/work/absolute"));
    assertEquals("sub/deep", calls.readlinkat(CWD, "link"));
    assertEquals(List.of("absolute", "link", "sub", "x.ko"), list(calls, "."));
    assertEquals(3, calls.newfstatat(CWD, "x.ko", 0).size());
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "none", 0, 0));
  }

  @Test
  void attributesAreTheHosts() throws ErrnoException, IOException {
    Stat stat = machine().newfstatat(CWD, "/work/x.ko", 0);
    Path file = host.resolve("work/x.ko");
    assertEquals(Files.getAttribute(file, "unix:mode"), stat.mode());
    assertEquals(Files.getAttribute(file, "unix:uid"), stat.uid());
    assertEquals(Files.getLastModifiedTime(file).toMillis(), stat.mtime() / 1_000_000);
  }

  @Test
  void theMachinesOwnDirectoriesHideTheHosts() throws ErrnoException {
    FileSystemCalls calls = machine();
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/proc/version", 0, 0));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/etc/modprobe.d/host.conf", 0, 0));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/lib/modules/6.1.0", 0, 0));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/usr/lib/modules/6.1.0", 0, 0));
    assertEquals("root", read(calls, "/etc/passwd"));
    assertTrue(list(calls, "/lib").contains("other"));
    assertFalse(list(calls, "/lib").contains("modules"));
  }

  @Test
  void tmpStartsEmptyButHostFilesAreFoundByName() throws ErrnoException {
    FileSystemCalls calls = machine();
    assertEquals(List.of(), list(calls, "/tmp"));
    assertEquals("tmp", read(calls, "/tmp/t.ko"));
    assertEquals(List.of("u.ko"), list(calls, "/tmp/dir"));
    calls.mkdirat(CWD, "/tmp/dir", 0755);
    assertEquals(List.of("dir"), list(calls, "/tmp"));
    assertEquals(List.of(), list(calls, "/tmp/dir"));
    write(calls, "/tmp/t.ko", NEW, "own");
    assertEquals("own", read(calls, "/tmp/t.ko"));
  }

  @Test
  void whatTheMachineWritesStaysInMemory() throws ErrnoException, IOException {
    FileSystemCalls calls = machine();
    write(calls, "/work/x.ko", OpenFlags.O_WRONLY | OpenFlags.O_APPEND, "+more");
    write(calls, "/work/sub/new", NEW, "new");
    calls.fchmodat(CWD, "/work/sub/deep", 0600);
    calls.unlinkat(CWD, "/work/link", 0);
    calls.renameat(CWD, "/work/sub", CWD, "/work/moved");
    assertEquals("ELF+more", read(calls, "/work/x.ko"));
    assertEquals("deep", read(calls, "/work/moved/deep"));
    assertEquals("new", read(calls, "/work/moved/new"));
    assertEquals(0100600, calls.newfstatat(CWD, "/work/moved/deep", 0).mode());
    assertEquals(List.of("moved", "x.ko", "absolute"), list(calls, "/work"));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/work/sub", 0, 0));
    assertEquals("ELF", Files.readString(host.resolve("work/x.ko")));
    assertTrue(Files.isSymbolicLink(host.resolve("work/link")));
    assertTrue(Files.exists(host.resolve("work/sub/deep")));
    assertFalse(Files.exists(host.resolve("work/sub/new")));
  }

  @Test
  void removedNamesStayRemoved() throws ErrnoException {
    FileSystemCalls calls = machine();
    assertErrno(Errno.ENOTEMPTY, () -> calls.unlinkat(CWD, "/work/sub", OpenFlags.AT_REMOVEDIR));
    calls.unlinkat(CWD, "/work/sub/deep", 0);
    calls.unlinkat(CWD, "/work/sub", OpenFlags.AT_REMOVEDIR);
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/work/sub", 0, 0));
    calls.mkdirat(CWD, "/work/sub", 0755);
    assertEquals(List.of(), list(calls, "/work/sub"));
  }

  @Test
  void changesOfTheHostAreSeen() throws ErrnoException, IOException {
    FileSystemCalls calls = machine();
    assertEquals("ELF", read(calls, "/work/x.ko"));
    Files.writeString(host.resolve("work/x.ko"), "rebuilt");
    assertEquals("rebuilt", read(calls, "/work/x.ko"));
    Files.delete(host.resolve("work/x.ko"));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/work/x.ko", 0, 0));
  }

  @Test
  void specialFilesOfTheHostAreNotOpened() throws ErrnoException, IOException {
    Path fifo = host.resolve("work/fifo");
    assumeTrue(mkfifo(fifo), "mkfifo");
    FileSystemCalls calls = machine();
    assertEquals(0010000, calls.newfstatat(CWD, "/work/fifo", 0).mode() & 0170000);
    assertErrno(Errno.ENXIO, () -> calls.openat(CWD, "/work/fifo", 0, 0));
    assertErrno(Errno.ENXIO, () -> calls.openat(CWD, "/work/fifo", OpenFlags.O_RDWR, 0));
  }

  private static boolean mkfifo(Path path) throws IOException {
    try {
      return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void bindsAreReadOnly() throws ErrnoException, IOException {
    TestMachine machine = new TestMachine();
    machine.files().bind(host.resolve("work"), "/mnt/work");
    FileSystemCalls calls = machine.calls();
    assertEquals("ELF", read(calls, "/mnt/work/x.ko"));
    assertEquals("deep", read(calls, "/mnt/work/link"));
    assertErrno(Errno.ENOENT, () -> read(calls, "/mnt/work/absolute"));
    assertErrno(Errno.EROFS, () -> calls.openat(CWD, "/mnt/work/x.ko", OpenFlags.O_RDWR, 0));
    assertErrno(Errno.EROFS, () -> calls.openat(CWD, "/mnt/work/y", NEW, 0644));
    assertErrno(Errno.EROFS, () -> calls.unlinkat(CWD, "/mnt/work/x.ko", 0));
    assertErrno(Errno.EROFS, () -> calls.mkdirat(CWD, "/mnt/work/d", 0755));
    calls.chdir("/mnt/work/sub");
    assertEquals("/mnt/work/sub", calls.getcwd());
    calls.chdir("../..");
    assertEquals("/mnt", calls.getcwd());
    assertErrno(Errno.ENOTDIR, () -> machine.files().bind(host.resolve("work/x.ko"), "/mnt/f"));
    assertErrno(Errno.ENOENT, () -> machine.files().bind(host.resolve("none"), "/mnt/f"));
  }

  @Test
  void modulesMayBeWrittenInMemory() throws ErrnoException, IOException {
    TestMachine machine = new TestMachine(host);
    machine.files().mountModules(host.resolve("work"), "6.1.0-56-amd64");
    FileSystemCalls calls = machine.calls();
    String tree = "/lib/modules/6.1.0-56-amd64";
    assertEquals("ELF", read(calls, tree + "/x.ko"));
    write(calls, tree + "/modules.dep.tmp", NEW, "x.ko:");
    calls.renameat(CWD, tree + "/modules.dep.tmp", CWD, tree + "/modules.dep");
    assertEquals("x.ko:", read(calls, tree + "/modules.dep"));
    assertFalse(Files.exists(host.resolve("work/modules.dep")));
  }

  @Test
  void namesWithAnyByteWork() throws ErrnoException, IOException, InterruptedException {
    String latin = "b\u00e4\u00ff"; // two bytes that are no UTF-8
    String utf8 = "\u00c3\u00a4?%20"; // the bytes of an a umlaut in UTF-8, and signs of a URI
    Path directory = host.resolve("work/sub");
    String script =
        "cd \"$1\"; : > \"$(printf 'b\\344\\377')\"; : > \"$(printf '\\303\\244?%%20')\"";
    int status =
        new ProcessBuilder("sh", "-c", script, "sh", directory.toString()).start().waitFor();
    assumeTrue(status == 0, "sh");
    FileSystemCalls calls = machine();
    assertEquals(List.of(latin, "deep", utf8), list(calls, "/work/sub"));
    assertEquals(0, calls.newfstatat(CWD, "/work/sub/" + latin, 0).size());
    assertEquals(0, calls.newfstatat(CWD, "/work/sub/" + utf8, 0).size());
    assertErrno(Errno.ENOENT, () -> calls.newfstatat(CWD, "/work/sub/\u00e5", 0));
    calls.chdir("/work/sub");
    calls.mkdirat(CWD, "\u00fe\u0001\n", 0755);
    calls.chdir("\u00fe\u0001\n");
    assertEquals("/work/sub/\u00fe\u0001\n", calls.getcwd());
  }

  @Test
  void copyingABigHostFileStopsAtTheMemoryLimit() throws ErrnoException, IOException {
    Path big = host.resolve("work/big");
    try (var file = new java.io.RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(100 << 20);
    }
    FileSystemCalls calls = machine();
    int fd = calls.openat(CWD, "/work/big", OpenFlags.O_RDWR, 0);
    assertErrno(Errno.ENOSPC, () -> calls.pwrite64(fd, new byte[] {1}, 0, 1, 5));
    byte[] buffer = new byte[2];
    assertEquals(2, calls.pread64(fd, buffer, 0, 2, (100 << 20) - 2));
    calls.ftruncate(fd, 0);
    assertEquals(1, calls.pwrite64(fd, new byte[] {1}, 0, 1, 5));
    assertEquals(6, calls.fstat(fd).size());
  }
}
