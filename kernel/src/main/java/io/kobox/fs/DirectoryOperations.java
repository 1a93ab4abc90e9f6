package io.kobox.fs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/**
 * An open directory (fs/libfs.c: simple_dir_operations). Its position counts the entries read; "."
 * and ".." are the first two. What is read in parts are the entries of the first part's time, as a
 * cursor's place in the list would give them, until the position is 0 again.
 */
public final class DirectoryOperations implements FileOperations {
  public static final DirectoryOperations INSTANCE = new DirectoryOperations();

  private DirectoryOperations() {}

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    throw new ErrnoException(Errno.EISDIR);
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return Seek.withoutEnd(file, offset, whence);
  }

  /** noop_fsync. */
  @Override
  public void fsync(OpenFile file, boolean dataOnly) {}

  @Override
  public List<DirectoryEntry> iterate(OpenFile file) throws ErrnoException {
    Dentry directory = file.path().dentry();
    if (directory.isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    List<DirectoryEntry> entries;
    if (file.position() != 0 && file.privateData() instanceof Listing listing) {
      entries = listing.entries();
    } else {
      entries = entries(directory);
      file.setPrivateData(new Listing(entries));
    }
    int from = (int) Math.min(file.position(), entries.size());
    file.setPosition(Math.max(file.position(), entries.size()));
    directory.inode().touchAccessed();
    return entries.subList(from, entries.size());
  }

  private record Listing(List<DirectoryEntry> entries) {}

  private static List<DirectoryEntry> entries(Dentry directory) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    entries.add(entry(directory, "."));
    entries.add(entry(directory.parent(), ".."));
    entries.addAll(directory.inode().children(directory));
    return List.copyOf(entries);
  }

  /** The entry that getdents shows for {@code dentry} under {@code name}. */
  public static DirectoryEntry entry(Dentry dentry, String name) {
    Inode inode = dentry.inode();
    return new DirectoryEntry(inode.number(), inode.type(), name);
  }
}
