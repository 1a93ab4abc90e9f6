package io.kobox.fs.sysfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.fs.SuperBlock;
import io.kobox.kernel.sched.WaitQueue;

/** The one instance of sysfs. */
public final class Sysfs implements FileSystemType {
  private static final int ROOT_PERMISSIONS = 0555;

  private final SysfsDirectory root;

  public Sysfs(SuperBlock superBlock, WaitQueue.Factory waitQueues) {
    root = new SysfsDirectory(superBlock, waitQueues, ROOT_PERMISSIONS);
  }

  public SysfsDirectory root() {
    return root;
  }

  @Override
  public String name() {
    return "sysfs";
  }

  @Override
  public Dentry mount(String source, String data) {
    return root.dentry();
  }
}
