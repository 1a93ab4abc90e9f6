package io.kobox.fs.ramfs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of a layer that is never written, under a {@link RamDirectory}. */
public interface LowerDirectory {
  /** A new inode for the child of that name, as it is now; null if there is none. */
  @Nullable RamInode find(RamSuperBlock superBlock, String name);

  /** Its children, sorted by name. */
  List<DirectoryEntry> entries() throws ErrnoException;

  /** Whether its children are files to start from, not only found by who knows their names. */
  boolean isListed();
}
