package io.kobox.fs.hostfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.ramfs.RamDirectory;
import io.kobox.fs.ramfs.RamSuperBlock;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine's root directory: its own tree in memory over the host's files. What the machine
 * writes stays in memory.
 *
 * <p>/proc, /sys, /dev, /run, the modules and the module configuration are the machine's alone.
 * /tmp and /root are the machine's too, and start empty in a listing, but a host file there is
 * found by who knows its name ({@code kobox run /tmp/x.ko}); a name that a call makes there is new,
 * whatever the host has.
 */
public final class HostOverlay {
  private static final HiddenNames HIDDEN =
      new HiddenNames(
          List.of(
              "proc",
              "sys",
              "dev",
              "run",
              "etc/modprobe.d",
              "etc/depmod.d",
              "etc/modules-load.d",
              "etc/modprobe.conf",
              "etc/mtab",
              "lib/modules",
              "lib/modprobe.d",
              "lib/depmod.d",
              "usr/lib/modules",
              "usr/lib/modprobe.d",
              "usr/lib/depmod.d",
              "usr/local/lib/modprobe.d"));

  /** Directories the machine has in any case, empty. */
  private static final List<String> PLAIN = List.of("proc", "sys", "dev", "run");

  private final RamSuperBlock superBlock;
  private final Path host;

  public HostOverlay(RamSuperBlock superBlock, Path host) {
    this.superBlock = superBlock;
    this.host = host.toAbsolutePath().normalize();
  }

  /** The root, with the directories a machine has. */
  public Dentry makeRoot() throws ErrnoException {
    RamDirectory directory =
        new RamDirectory(superBlock, 0755, new HostDirectory(host, HIDDEN, true));
    Dentry root = Dentry.root(directory);
    for (String name : PLAIN) {
      directory.mkdir(root, name, 0755);
    }
    over(directory, root, "root", 0700, false);
    over(directory, root, "tmp", 01777, false);
    over(directory, root, "lib", 0755, true);
    over(directory, root, "etc", 0755, true);
    return root;
  }

  private void over(RamDirectory directory, Dentry root, String name, int mode, boolean listed)
      throws ErrnoException {
    Path lower = host.resolve(name);
    try {
      lower = lower.toRealPath();
    } catch (IOException e) {
      // the host has none: the directory starts empty
    }
    if (Files.isDirectory(lower)) {
      HostDirectory below = new HostDirectory(lower, HIDDEN.below(name), listed);
      directory.mkdirOver(root, name, mode, below);
    } else {
      directory.mkdir(root, name, mode);
    }
  }
}
