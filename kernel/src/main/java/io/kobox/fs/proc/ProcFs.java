package io.kobox.fs.proc;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.fs.SuperBlock;

/** The one instance of proc (fs/proc/root.c). */
public final class ProcFs implements FileSystemType {
  private final ProcDirectory root;

  public ProcFs(SuperBlock superBlock) {
    root = new ProcDirectory(superBlock, 0);
  }

  public ProcDirectory root() {
    return root;
  }

  @Override
  public String name() {
    return "proc";
  }

  @Override
  public Dentry mount(String source, String data) {
    return root.dentry();
  }
}
