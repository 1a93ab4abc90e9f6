package io.kobox.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.syscalls.ErrnoException;
import org.junit.jupiter.api.Test;

/** /proc/mounts as Debian's 6.1.0-56-amd64 writes it (special.facts and its run of mount). */
final class MountNamespaceTest {
  @Test
  void mountsAreListedInOrderWithTheirOptions() throws ErrnoException {
    TestMachine machine = new TestMachine();
    machine.mkdir("/t");
    machine.calls().mount("t", "/t", "tmpfs", 0, "");
    machine.mkdir("/t/a b#\\");
    machine.calls().mount("x\ty", "/t/a b#\\", "tmpfs", 1, "size=1m,mode=700");
    assertEquals(
        """
        rootfs / rootfs rw,inode64 0 0
        proc /proc proc rw,relatime 0 0
        sysfs /sys sysfs rw,relatime 0 0
        dev /dev devtmpfs rw,relatime,inode64 0 0
        debugfs /sys/kernel/debug debugfs rw,relatime 0 0
        t /t tmpfs rw,relatime,inode64 0 0
        x\\011y /t/a\\040b#\\134 tmpfs ro,relatime,size=1024k,mode=700,inode64 0 0
        """,
        machine.files().vfs().namespace().procText());
  }

  @Test
  void optionsAreShownAsTheFileSystemsShowThem() throws ErrnoException {
    TestMachine machine = new TestMachine();
    machine.calls().mount("b", "/tmp", "tmpfs", 0, "mode=1777");
    machine.calls().mount("d", "/tmp", "tmpfs", 0, "mode=755,size=50%");
    machine.calls().mount("e", "/tmp", "ramfs", 0, "");
    machine.calls().mount("g", "/tmp", "ramfs", 0, "mode=700");
    machine.calls().mount("g", "/tmp", "ramfs", 0, "size=5");
    assertEquals(
        """
        b /tmp tmpfs rw,relatime,inode64 0 0
        d /tmp tmpfs rw,relatime,mode=755,inode64 0 0
        e /tmp ramfs rw,relatime 0 0
        g /tmp ramfs rw,relatime,mode=700 0 0
        g /tmp ramfs rw,relatime 0 0
        """,
        machine
            .files()
            .vfs()
            .namespace()
            .procText()
            .lines()
            .skip(5)
            .map(line -> line + "\n")
            .reduce("", String::concat));
  }

  @Test
  void fileSystemsAreListedInOrderOfRegistration() throws ErrnoException {
    assertEquals(
        "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tdebugfs\nnodev\tramfs\n",
        new TestMachine().files().fileSystemTypes().procText());
  }
}
