package io.kobox.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a program calls, it gets a result or an errno, and the machine goes on. */
final class HostileCallsTest {
  private static final int CWD = OpenFlags.AT_FDCWD;
  private static final int CALLS = 60_000;

  private static final String[] NAMES = {
    "a",
    "b",
    "c",
    "..",
    ".",
    "",
    "d/e",
    "/tmp/x",
    "/proc/self",
    "/dev/null",
    "/sys/kernel",
    "/tmp/\0z",
    "a/",
    "//b//",
    "\u00ff\u0001",
    "/mnt/a",
    "/dev/fifo",
    "/",
    "/proc/sys/k/v"
  };

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    3,
    4,
    5,
    4096,
    65536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x541B,
    0x5421,
    0100,
    0101,
    02002,
    0200000,
    010000000,
    1 << 20
  };

  @Test
  void randomCallsEndInResultsOrErrnos() throws ErrnoException {
    TestMachine machine = new TestMachine();
    machine.mkdir("/mnt");
    machine.calls().mount("m", "/mnt", "tmpfs", 0, "size=64k");
    Random random = new Random(7);
    int succeeded = 0;
    int failed = 0;
    for (int i = 0; i < CALLS; i++) {
      try {
        call(machine.calls(), random);
        succeeded++;
      } catch (ErrnoException e) {
        failed++;
      }
    }
    assertTrue(succeeded > CALLS / 20 && failed > CALLS / 20, succeeded + " " + failed);
  }

  private static void call(FileSystemCalls calls, Random random) throws ErrnoException {
    String name = NAMES[random.nextInt(NAMES.length)];
    String other = NAMES[random.nextInt(NAMES.length)];
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    long second = NUMBERS[random.nextInt(NUMBERS.length)];
    int fd = 3 + random.nextInt(8);
    byte[] bytes = new byte[random.nextInt(9000)];
    switch (random.nextInt(30)) {
      case 0, 1, 2 -> calls.openat(CWD, name, (int) number | OpenFlags.O_NONBLOCK, (int) second);
      case 3 -> calls.openat(fd, name, (int) number | OpenFlags.O_NONBLOCK, 0644);
      case 4 -> calls.close(fd);
      case 5 -> calls.read(fd, bytes, 0, bytes.length);
      case 6 -> calls.write(fd, bytes, 0, bytes.length);
      case 7 -> calls.pread64(fd, bytes, 0, bytes.length, number);
      case 8 -> calls.pwrite64(fd, bytes, 0, bytes.length, number);
      case 9 -> calls.read(fd, number, Math.min(second, 1 << 20));
      case 10 -> calls.write(fd, number, second);
      case 11 -> calls.lseek(fd, number, random.nextInt(7) - 1);
      case 12 -> calls.ioctl(fd, (int) number, second);
      case 13 -> calls.dup2(fd, (int) second);
      case 14 -> calls.fcntl(fd, (int) number, second);
      case 15 -> calls.ftruncate(fd, number);
      case 16 -> calls.mkdirat(CWD, name, (int) number);
      case 17 -> calls.unlinkat(CWD, name, (int) number & OpenFlags.AT_REMOVEDIR);
      case 18 -> calls.renameat(CWD, name, fd, other);
      case 19 -> calls.renameat(CWD, name, CWD, other);
      case 20 -> calls.linkat(CWD, name, CWD, other, (int) number);
      case 21 -> calls.symlinkat(name, CWD, other);
      case 22 -> calls.mknodat(CWD, name, (int) number & 0177777, second);
      case 23 -> calls.newfstatat(fd, name, (int) number);
      case 24 -> calls.getdents64(fd);
      case 25 -> calls.chdir(name);
      case 26 -> calls.utimensat(CWD, name, number, second, 0);
      case 27 -> calls.poll((int) number, (int) second, Duration.ZERO);
      case 28 -> calls.mount(name, other, "tmpfs", number & 4097, name);
      default -> calls.umount2(name, (int) number & 10);
    }
  }

  @Test
  void deepDirectoriesCanBeMadeAndLeft() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    for (int depth = 0; depth < 3000; depth++) {
      calls.mkdirat(CWD, "dd", 0755);
      calls.chdir("dd");
    }
    assertEquals(Errno.ENAMETOOLONG, assertThrows(ErrnoException.class, calls::getcwd).errno());
    calls.chdir("../".repeat(1300));
    calls.chdir("../".repeat(1300));
    assertEquals("/dd", calls.getcwd().substring(0, 3));
    assertEquals(400 * 3, calls.getcwd().length());
  }

  @Test
  void chainsOfLinksEndAtForty() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    calls.close(calls.openat(CWD, "/tmp/0", OpenFlags.O_CREAT, 0644));
    for (int i = 1; i <= 41; i++) {
      calls.symlinkat("/tmp/../tmp/" + (i - 1), CWD, "/tmp/" + i);
    }
    calls.close(calls.openat(CWD, "/tmp/40", 0, 0));
    assertEquals(
        Errno.ELOOP,
        assertThrows(ErrnoException.class, () -> calls.openat(CWD, "/tmp/41", 0, 0)).errno());
  }

  @Test
  void sparseFilesTakeOnlyWhatIsWritten() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    int fd = calls.openat(CWD, "/tmp/s", OpenFlags.O_CREAT | OpenFlags.O_RDWR, 0644);
    byte[] one = {1};
    long far = Long.MAX_VALUE - 1;
    assertEquals(1, calls.pwrite64(fd, one, 0, 1, far));
    assertEquals(8, calls.fstat(fd).blocks());
    assertEquals(Long.MAX_VALUE, calls.fstat(fd).size());
    assertEquals(1, calls.pread64(fd, one, 0, 1, far - 1));
    assertEquals(0, one[0]);
    assertEquals(
        Errno.EINVAL,
        assertThrows(ErrnoException.class, () -> calls.pwrite64(fd, new byte[9], 0, 9, far))
            .errno());
    calls.ftruncate(fd, Long.MAX_VALUE - 5);
    calls.ftruncate(fd, 0);
    assertEquals(0, calls.fstat(fd).blocks());
  }

  @Test
  void memoryIsGivenBack() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < 200; i++) {
      int fd = calls.openat(CWD, "/tmp/f", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0644);
      assertEquals(megabyte.length, calls.write(fd, megabyte, 0, megabyte.length));
      calls.unlinkat(CWD, "/tmp/f", 0);
      calls.close(fd);
    }
  }

  @Test
  void pollWithoutAnythingToWaitForEndsAtItsLimit() throws ErrnoException {
    FileSystemCalls calls = new TestMachine().calls();
    assertEquals(0, calls.poll(-1, 1, Duration.ofSeconds(Long.MAX_VALUE)));
    int[] ends = calls.pipe2(0);
    assertEquals(0, calls.poll(ends[0], PollEvents.POLLIN, Duration.ofMillis(5)));
  }
}
