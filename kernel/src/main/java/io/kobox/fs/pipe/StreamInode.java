package io.kobox.fs.pipe;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import org.jspecify.annotations.Nullable;

/** The inode of something that is no file of a tree: a pipe, a stream of the host. */
public final class StreamInode extends Inode {
  private final @Nullable FileOperations operations;

  /** {@code mode} holds the type's bits. */
  public StreamInode(SuperBlock superBlock, int mode, @Nullable FileOperations operations) {
    super(superBlock, mode);
    this.operations = operations;
  }

  @Override
  public @Nullable FileOperations operations() {
    return operations;
  }
}
