package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;

/** fs/dcache.c. */
public final class DcacheExports {
  private final Guest guest;

  public DcacheExports(Guest guest) {
    this.guest = guest;
  }

  /** void dput(struct dentry *dentry). */
  @KernelExport(level = Level.PARTIAL, note = "a dentry lives as long as its file, or its owner")
  void dput(long dentry) {
    if (dentry != 0) {
      guest.at("dentry", dentry).get("d_inode");
    }
  }
}
