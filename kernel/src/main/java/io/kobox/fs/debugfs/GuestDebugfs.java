package io.kobox.fs.debugfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.driver.DriverFiles;
import io.kobox.fs.driver.GuestFile;
import io.kobox.fs.driver.GuestFileOperations;
import io.kobox.fs.driver.Methods;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.module.Modules;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What modules made in debugfs, by the address of its struct dentry (fs/debugfs/inode.c). */
public final class GuestDebugfs {
  private final DriverFiles files;
  private final Guest guest;
  private final Modules modules;
  private final DebugfsDirectory root;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  private record Entry(DebugfsDirectory parent, String name, Inode inode) {}

  public GuestDebugfs(DriverFiles files, Modules modules, DebugfsDirectory root) {
    this.files = files;
    this.guest = files.guest();
    this.modules = modules;
    this.root = root;
  }

  Guest guest() {
    return guest;
  }

  /** Makes an entry in a directory. */
  private interface Maker {
    void make(DebugfsDirectory directory) throws ErrnoException;
  }

  /** start_creating and end_creating: the new struct dentry, or ERR_PTR. */
  private long create(String name, long parent, long data, Maker maker) {
    if (Guest.isError(parent)) {
      return parent;
    }
    DebugfsDirectory directory = directory(parent);
    if (directory == null) {
      return Guest.errorPointer(Errno.ENOENT);
    }
    try {
      maker.make(directory);
      return register(directory, name, data);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        warnPresent(directory, name);
      }
      return -e.number();
    }
  }

  private @Nullable DebugfsDirectory directory(long dentry) {
    if (dentry == 0) {
      return root;
    }
    Entry entry = entries.get(dentry);
    return entry != null && entry.inode() instanceof DebugfsDirectory found ? found : null;
  }

  private void warnPresent(DebugfsDirectory directory, String name) {
    String parent = directory.dentry().isRoot() ? "/" : directory.dentry().name();
    guest
        .log()
        .err(
            directory.find(name) instanceof DebugfsDirectory
                ? "debugfs: Directory '"
                    + name
                    + "' with parent '"
                    + parent
                    + "' already present!\n"
                : "debugfs: File '" + name + "' in directory '" + parent + "' already present!\n");
  }

  private long register(DebugfsDirectory directory, String name, long data) throws ErrnoException {
    Inode inode = directory.find(name);
    if (inode == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    Dentry dentry =
        inode instanceof DebugfsDirectory below
            ? below.dentry()
            : new Dentry(directory.dentry(), name, inode);
    files.inodes().hold(inode, dentry).set("i_private", data);
    long address = files.inodes().dentry(inode);
    entries.put(address, new Entry(directory, name, inode));
    return address;
  }

  /** debugfs_create_dir. */
  long createDirectory(String name, long parent) {
    return create(name, parent, 0, directory -> directory.createDirectory(name));
  }

  /** debugfs_create_file; {@code operations} is a struct file_operations. */
  long createFile(String name, int mode, long parent, long data, long operations) {
    return createFile(name, mode, parent, data, new ModuleFile(operations));
  }

  /** A file whose methods are Java's. */
  long createFile(String name, int mode, long parent, long data, FileOperations operations) {
    return create(name, parent, data, directory -> directory.createFile(name, mode, operations));
  }

  /** debugfs_create_symlink. */
  long createSymlink(String name, long parent, String target) {
    return create(name, parent, 0, directory -> directory.createSymlink(name, target));
  }

  /** A file of a module, which an open file holds (full_proxy_open). */
  private final class ModuleFile extends GuestFileOperations {
    private final long operations;

    private ModuleFile(long operations) {
      super(files, Methods.FILE_OPERATIONS, operations);
      this.operations = operations;
    }

    private long owner() {
      return operations == 0 ? 0 : guest.at("file_operations", operations).get("owner");
    }

    @Override
    protected void prepare(GuestFile file) throws ErrnoException {
      if (!modules.tryGet(owner())) {
        throw new ErrnoException(Errno.ENXIO);
      }
    }

    @Override
    protected void finish(GuestFile file) {
      modules.put(owner());
    }
  }

  /** debugfs_remove: the entry and all below it; NULL and errors are no matter. */
  void remove(long dentry) {
    Entry entry = entries.get(dentry);
    if (entry != null) {
      entry.parent().remove(entry.name());
      forget(dentry, entry);
    }
  }

  private void forget(long dentry, Entry entry) {
    entries.remove(dentry);
    for (Map.Entry<Long, Entry> each : List.copyOf(entries.entrySet())) {
      if (each.getValue().parent().equals(entry.inode())) {
        forget(each.getKey(), each.getValue());
      }
    }
    files.inodes().drop(entry.inode());
  }

  /** debugfs_lookup: 0 if there is none of that name. */
  long lookup(String name, long parent) {
    DebugfsDirectory directory = Guest.isError(parent) ? null : directory(parent);
    if (directory == null) {
      return 0;
    }
    for (Map.Entry<Long, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (entry.parent().equals(directory) && entry.name().equals(name)) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** debugfs_rename within a directory: the dentry, or ERR_PTR. */
  long rename(long dentry, long newDirectory, String name) {
    Entry entry = entries.get(dentry);
    if (entry == null || !entry.parent().equals(directory(newDirectory))) {
      return Guest.errorPointer(Errno.EINVAL);
    }
    try {
      entry.parent().rename(entry.name(), name);
    } catch (ErrnoException e) {
      return -e.number();
    }
    entries.put(dentry, new Entry(entry.parent(), name, entry.inode()));
    return dentry;
  }

  /** Whether a file is still there (debugfs_file_get). */
  boolean isPresent(long dentry) {
    return entries.containsKey(dentry);
  }
}
