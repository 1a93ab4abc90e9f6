package io.kobox.fs.debugfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.fs.SuperBlock;

/** The one instance of debugfs; the machine mounts it at /sys/kernel/debug. */
public final class Debugfs implements FileSystemType {
  private static final int ROOT_PERMISSIONS = 0700;

  private final DebugfsDirectory root;

  public Debugfs(SuperBlock superBlock) {
    root = new DebugfsDirectory(superBlock, ROOT_PERMISSIONS);
  }

  public DebugfsDirectory root() {
    return root;
  }

  @Override
  public String name() {
    return "debugfs";
  }

  @Override
  public Dentry mount(String source, String data) {
    return root.dentry();
  }
}
