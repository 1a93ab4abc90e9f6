package io.kobox.fs.proc;

import io.kobox.fs.Inode;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of a directory of /proc that are asked for each time: processes, open files. */
public interface DynamicEntries {
  /** The inode of that name, or null. */
  @Nullable Inode find(String name) throws ErrnoException;

  /** The names, in the order they are listed. */
  List<String> names();
}
