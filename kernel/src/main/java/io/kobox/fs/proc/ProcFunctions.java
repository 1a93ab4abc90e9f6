package io.kobox.fs.proc;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.types.Struct;

/** The static functions of fs/proc/generic.c behind proc_create_seq and proc_create_single. */
public final class ProcFunctions {
  static final String SEQ_OPEN = "proc_seq_open";
  static final String SEQ_RELEASE = "proc_seq_release";
  static final String SINGLE_OPEN = "proc_single_open";

  private final Guest guest;
  private final GuestProc proc;

  public ProcFunctions(Guest guest, GuestProc proc) {
    this.guest = guest;
    this.proc = proc;
  }

  private Struct entry(long inode) {
    return guest.at("proc_dir_entry", proc.entryOf(inode));
  }

  private int call(String function, long... arguments) {
    return guest.callInt(guest.addressOf().applyAsLong(function), arguments);
  }

  /** static int proc_seq_open(struct inode *inode, struct file *file). */
  @KernelExport
  int proc_seq_open(long inode, long file) {
    Struct entry = entry(inode);
    long size = entry.get("state_size");
    return size != 0
        ? call("seq_open_private", file, entry.get("seq_ops"), size)
        : call("seq_open", file, entry.get("seq_ops"));
  }

  /** static int proc_seq_release(struct inode *inode, struct file *file). */
  @KernelExport
  int proc_seq_release(long inode, long file) {
    boolean own = entry(inode).get("state_size") != 0;
    return call(own ? "seq_release_private" : "seq_release", inode, file);
  }

  /** static int proc_single_open(struct inode *inode, struct file *file). */
  @KernelExport
  int proc_single_open(long inode, long file) {
    Struct entry = entry(inode);
    return call("single_open", file, entry.get("single_show"), entry.get("data"));
  }
}
