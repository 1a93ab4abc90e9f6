package io.kobox.fs.proc;

import io.kobox.export.KernelExport;

/** fs/proc/generic.c. */
public final class ProcExports {
  private final GuestProc proc;

  public ProcExports(GuestProc proc) {
    this.proc = proc;
  }

  /**
   * struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry
   * *parent, const struct proc_ops *proc_ops).
   */
  @KernelExport
  long proc_create(String name, short mode, long parent, long operations) {
    return proc.create(name, mode, parent, operations, 0);
  }

  /**
   * struct proc_dir_entry *proc_create_data(const char *name, umode_t mode, struct proc_dir_entry
   * *parent, const struct proc_ops *proc_ops, void *data).
   */
  @KernelExport
  long proc_create_data(String name, short mode, long parent, long operations, long data) {
    return proc.create(name, mode, parent, operations, data);
  }

  /**
   * struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode, struct
   * proc_dir_entry *parent, const struct seq_operations *ops, unsigned int state_size, void *data).
   */
  @KernelExport
  long proc_create_seq_private(
      String name, short mode, long parent, long operations, int stateSize, long data) {
    return proc.createSeq(name, mode, parent, operations, stateSize, data);
  }

  /**
   * struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode, struct
   * proc_dir_entry *parent, int (*show)(struct seq_file *, void *), void *data).
   */
  @KernelExport
  long proc_create_single_data(String name, short mode, long parent, long show, long data) {
    return proc.createSingle(name, mode, parent, show, data);
  }

  /** struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent). */
  @KernelExport
  long proc_mkdir(String name, long parent) {
    return proc.mkdir(name, 0, parent, 0);
  }

  /**
   * struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode, struct proc_dir_entry
   * *parent).
   */
  @KernelExport
  long proc_mkdir_mode(String name, short mode, long parent) {
    return proc.mkdir(name, mode, parent, 0);
  }

  /**
   * struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode, struct proc_dir_entry
   * *parent, void *data).
   */
  @KernelExport
  long proc_mkdir_data(String name, short mode, long parent, long data) {
    return proc.mkdir(name, mode, parent, data);
  }

  /**
   * struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent, const char
   * *dest).
   */
  @KernelExport
  long proc_symlink(String name, long parent, String target) {
    return proc.symlink(name, parent, target);
  }

  /** void proc_set_size(struct proc_dir_entry *de, loff_t size). */
  @KernelExport
  void proc_set_size(long entry, long size) {
    proc.setSize(entry, size);
  }

  /** void proc_set_user(struct proc_dir_entry *de, kuid_t uid, kgid_t gid). */
  @KernelExport
  void proc_set_user(long entry, int uid, int gid) {
    proc.setUser(entry, uid, gid);
  }

  /** void remove_proc_entry(const char *name, struct proc_dir_entry *parent). */
  @KernelExport
  void remove_proc_entry(String name, long parent) {
    proc.remove(name, parent);
  }

  /** int remove_proc_subtree(const char *name, struct proc_dir_entry *parent). */
  @KernelExport
  int remove_proc_subtree(String name, long parent) {
    return proc.removeTree(name, parent);
  }

  /** void proc_remove(struct proc_dir_entry *de). */
  @KernelExport
  void proc_remove(long entry) {
    proc.removeTree(entry);
  }

  /** void *proc_get_parent_data(const struct inode *inode). */
  @KernelExport
  long proc_get_parent_data(long inode) {
    return proc.parentData(inode);
  }
}
