package io.kobox.fs.proc;

import io.kobox.fs.Dentry;
import io.kobox.fs.Inode;
import io.kobox.fs.KernelDirectory;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of /proc/sys (fs/proc/proc_sysctl.c). */
public final class SysctlDirectory extends KernelDirectory {
  private static final int PERMISSIONS = 0555;

  public SysctlDirectory(SuperBlock superBlock) {
    super(superBlock, PERMISSIONS);
  }

  @Override
  protected boolean countsLinks() {
    return false;
  }

  /** The directory at a path below, made if it is missing (register_sysctl). */
  public SysctlDirectory directory(String path) throws ErrnoException {
    SysctlDirectory at = this;
    for (String name : path.split("/", -1)) {
      at = at.child(name);
    }
    return at;
  }

  private SysctlDirectory child(String name) throws ErrnoException {
    Inode found = find(name);
    if (found == null) {
      SysctlDirectory made = new SysctlDirectory(superBlock());
      add(name, made);
      return made;
    }
    if (found instanceof SysctlDirectory directory) {
      return directory;
    }
    throw new ErrnoException(Errno.EROFS);
  }

  /** Adds a variable's file; EEXIST. */
  public void create(String name, int permissions, SysctlHandler handler) throws ErrnoException {
    add(name, new SysctlFile(superBlock(), permissions, handler));
  }

  /** unregister_sysctl_table; false if there is none of that name. */
  public boolean remove(String name) {
    return removeEntry(name);
  }

  /** A missing name is an error of proc_sys_lookup, so that nothing can be made. */
  @Override
  public @Nullable Dentry lookupForCreation(Dentry directory, String name) throws ErrnoException {
    return ProcDirectory.required(lookup(directory, name));
  }

  /** proc_sys_permission: even root may not write here. */
  @Override
  public void permission(int mask) throws ErrnoException {
    if ((mask & MAY_WRITE) != 0) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  @Override
  public void changeMode(int newMode) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  @Override
  public void changeOwner(int newUid, int newGid) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  /** namecmp. */
  @Override
  protected void sort(List<Dentry> entries) {
    entries.sort(Comparator.comparing(Dentry::name));
  }
}
