package io.kobox.fs.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.PollEvents;
import io.kobox.fs.TestMachine;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What FileSystemCallsTest's recordings do not show of sysfs. */
final class SysfsDirectoryTest {
  private static final int CWD = OpenFlags.AT_FDCWD;

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  private static Attribute shows(String text) {
    return new Attribute() {
      @Override
      public byte[] show() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
      }
    };
  }

  /** The order of {@code ls -U /sys/kernel} on Debian's 6.1.0-56-amd64. */
  @Test
  void entriesAreListedInTheOrderOfTheirHashes() throws ErrnoException {
    List<String> recorded =
        List.of(
            "warn_count",
            "notes",
            "mm",
            "uevent_seqnum",
            "profiling",
            "btf",
            "livepatch",
            "vmcoreinfo",
            "software_nodes",
            "reboot",
            "kexec_crash_size",
            "tracing",
            "oops_count",
            "slab",
            "iommu_groups",
            "security",
            "irq",
            "fscaps",
            "rcu_normal",
            "debug",
            "kexec_crash_loaded",
            "rcu_expedited",
            "cgroup",
            "boot_params",
            "kexec_loaded");
    TestMachine machine = new TestMachine();
    SysfsDirectory directory = machine.files().sysfs().root().createDirectory("order");
    List<String> sorted = new ArrayList<>(recorded);
    Collections.sort(sorted);
    for (String name : sorted) {
      directory.createDirectory(name);
    }
    FileSystemCalls calls = machine.calls();
    int fd = calls.openat(CWD, "/sys/order", 0, 0);
    List<String> names = calls.getdents64(fd).stream().map(DirectoryEntry::name).toList();
    assertEquals(recorded, names.subList(2, names.size()));
  }

  /** /sys/class/misc/X and /sys/module/X/holders links, as any Linux machine shows them. */
  @Test
  void linksAreRelative() throws ErrnoException {
    TestMachine machine = new TestMachine();
    SysfsDirectory root = machine.files().sysfs().root();
    SysfsDirectory device =
        root.createDirectory("devices")
            .createDirectory("virtual")
            .createDirectory("misc")
            .createDirectory("demo");
    SysfsDirectory misc = root.createDirectory("class").createDirectory("misc");
    misc.createLink("demo", device);
    device.createLink("subsystem", misc);
    device.createLink("self", device);
    FileSystemCalls calls = machine.calls();
    assertEquals("../../devices/virtual/misc/demo", calls.readlinkat(CWD, "/sys/class/misc/demo"));
    assertEquals("../../../../class/misc", calls.readlinkat(CWD, "/sys/class/misc/demo/subsystem"));
    assertEquals(0120777, calls.newfstatat(CWD, "/sys/class/misc/demo", 0x100).mode());
    assertEquals(0, calls.newfstatat(CWD, "/sys/class/misc/demo", 0x100).size());
    calls.chdir("/sys/class/misc/demo/subsystem");
    assertEquals("/sys/class/misc", calls.getcwd());
  }

  /** fs/kernfs/file.c: kernfs_get_active fails once the node is removed. */
  @Test
  void removalWhileOpenGivesEnodev() throws ErrnoException {
    TestMachine machine = new TestMachine();
    SysfsDirectory root = machine.files().sysfs().root();
    SysfsDirectory directory = root.createDirectory("gone").createDirectory("sub");
    directory.createFile("a", 0644, shows("a\n"));
    directory.createBinaryFile("b", 0444, 0, new BinaryAttribute() {});
    FileSystemCalls calls = machine.calls();
    int a = calls.openat(CWD, "/sys/gone/sub/a", OpenFlags.O_RDWR, 0);
    int b = calls.openat(CWD, "/sys/gone/sub/b", 0, 0);
    calls.chdir("/sys/gone/sub");
    root.remove("gone");
    assertErrno(Errno.ENODEV, () -> calls.read(a, new byte[9], 0, 9));
    assertErrno(Errno.ENODEV, () -> calls.write(a, new byte[9], 0, 9));
    assertErrno(Errno.ENODEV, () -> calls.read(b, new byte[9], 0, 9));
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "/sys/gone/sub/a", 0, 0));
    assertErrno(Errno.ENOENT, calls::getcwd);
    assertErrno(Errno.ENOENT, () -> calls.openat(CWD, "a", 0, 0));
    calls.close(a);
  }

  @Test
  void aNotifiedAttributeHasPollpriUntilItIsRead() throws ErrnoException {
    TestMachine machine = new TestMachine();
    SysfsDirectory root = machine.files().sysfs().root();
    root.createFile("v", 0444, shows("1\n"));
    FileSystemCalls calls = machine.calls();
    int fd = calls.openat(CWD, "/sys/v", 0, 0);
    int urgent = PollEvents.POLLPRI | PollEvents.POLLERR;
    assertEquals(0, calls.poll(fd, PollEvents.POLLPRI, Duration.ZERO));
    root.notifyChange("v");
    assertEquals(urgent, calls.poll(fd, PollEvents.POLLPRI, Duration.ZERO));
    calls.pread64(fd, new byte[9], 0, 9, 0);
    assertEquals(0, calls.poll(fd, PollEvents.POLLPRI, Duration.ZERO));
    assertErrno(Errno.ENOENT, () -> root.notifyChange("none"));
  }

  @Test
  void namesAreTakenOnce() throws ErrnoException {
    SysfsDirectory root = new TestMachine().files().sysfs().root();
    root.createDirectory("d");
    assertErrno(Errno.EEXIST, () -> root.createDirectory("d"));
    assertErrno(Errno.EEXIST, () -> root.createFile("d", 0644, shows("")));
    assertErrno(Errno.EINVAL, () -> root.createDirectory("a/b"));
    assertErrno(Errno.EINVAL, () -> root.createDirectory(""));
    root.rename("d", "e");
    assertErrno(Errno.ENOENT, () -> root.rename("d", "f"));
    root.createDirectory("d");
    assertErrno(Errno.EEXIST, () -> root.rename("d", "e"));
  }

  /** sysfs_kf_seq_show: "returned bad count" cuts the text to a page less one. */
  @Test
  void aTextThatFillsThePageIsCut() throws ErrnoException {
    TestMachine machine = new TestMachine();
    machine.files().sysfs().root().createFile("long", 0444, shows("x".repeat(5000)));
    FileSystemCalls calls = machine.calls();
    int fd = calls.openat(CWD, "/sys/long", 0, 0);
    assertEquals(4095, calls.read(fd, new byte[10000], 0, 10000));
  }
}
