package io.kobox.fs;

import io.kobox.fs.pipe.PipeFs;
import io.kobox.kernel.sched.WaitQueue;

/** The machine's file tree and what all its processes share of it. */
public final class Vfs {
  private final MountNamespace namespace;
  private final FileSystemTypes fileSystemTypes;
  private final SpecialFiles specialFiles;
  private final WaitQueue.Factory waitQueues;
  private final PipeFs pipeFs;
  private FileOwner.Sender owners = FileOwner.Sender.NOBODY;

  /** The root of the tree is {@code root}, shown as {@code rootfs} in /proc/mounts. */
  public Vfs(
      Dentry root,
      FileSystemTypes fileSystemTypes,
      SpecialFiles specialFiles,
      PipeFs pipeFs,
      WaitQueue.Factory waitQueues) {
    this.namespace = new MountNamespace("rootfs", root);
    this.fileSystemTypes = fileSystemTypes;
    this.specialFiles = specialFiles;
    this.pipeFs = pipeFs;
    this.waitQueues = waitQueues;
  }

  public MountNamespace namespace() {
    return namespace;
  }

  public FileSystemTypes fileSystemTypes() {
    return fileSystemTypes;
  }

  SpecialFiles specialFiles() {
    return specialFiles;
  }

  /** Who can own a file; called once while the kernel is put together. */
  public void setOwners(FileOwner.Sender newOwners) {
    owners = newOwners;
  }

  FileOwner.Sender owners() {
    return owners;
  }

  WaitQueue.Factory waitQueues() {
    return waitQueues;
  }

  /** Read end and write end of a new pipe. */
  OpenFile[] pipe(int flags) {
    return pipeFs.openPipe(flags);
  }
}
