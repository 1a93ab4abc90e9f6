package io.kobox.shell.utillinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.shell.command.MemoryMachine;
import io.kobox.shell.coreutils.CoreCommands;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** mount and umount: what reaches the kernel, by include/uapi/linux/mount.h (not traced). */
final class MountTest {
  private final MemoryMachine machine = new MemoryMachine();

  private MemoryMachine.Result run(String... argv) throws ErrnoException {
    return machine.run(CoreCommands::lookup, "/", "", List.of(argv));
  }

  @Test
  void optionsBecomeFlagsAndData() throws ErrnoException {
    machine.mkdirs("/m");
    assertEquals(0, run("mount", "-t", "fs_demo", "-o", "ro,opt=1,nodev", "none", "/m").status());
    assertEquals(0, run("umount", "/m").status());
    assertEquals(List.of("mount none /m fs_demo 5 'opt=1'", "umount2 /m 0"), machine.events);
  }

  @Test
  void listsMounts() throws ErrnoException {
    machine.file("/proc/mounts", "rootfs / rootfs rw 0 0\nproc /proc proc rw,relatime 0 0\n");
    assertEquals("proc on /proc type proc (rw,relatime)\n", run("mount").out());
  }

  @Test
  void anUnknownTypeIsStatus255() throws ErrnoException {
    machine.mkdirs("/m");
    MemoryMachine.Result result = run("mount", "-t", "nosuchfs", "none", "/m");
    assertEquals("mount: mounting none on /m failed: No such device\n", result.err());
    assertEquals(255, result.status());
  }
}
