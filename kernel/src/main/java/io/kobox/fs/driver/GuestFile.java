package io.kobox.fs.driver;

import io.kobox.fs.Dentry;
import io.kobox.fs.Inode;
import io.kobox.fs.OpenFile;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** An open file as a driver sees it: its struct file. */
public final class GuestFile {
  static final int FMODE_READ = 0x1;
  static final int FMODE_WRITE = 0x2;
  static final int FMODE_LSEEK = 0x4;
  static final int FMODE_PREAD = 0x8;
  static final int FMODE_PWRITE = 0x10;
  static final int FMODE_ATOMIC_POS = 0x8000;
  static final int FMODE_OPENED = 0x80000;

  /** FMODE_STREAM: there is no position. */
  static final int FMODE_STREAM = 0x200000;

  private final OpenFile file;
  private final Inode inode;
  private final GuestInodes inodes;
  private final Guest guest;
  private final Struct struct;
  private final long inodeAddress;

  /** Makes the struct file; ENOMEM. */
  GuestFile(Guest guest, GuestInodes inodes, OpenFile file, long operations) throws ErrnoException {
    this.guest = guest;
    this.inodes = inodes;
    this.file = file;
    this.inode = file.inode();
    Dentry dentry = file.path().dentry();
    this.inodeAddress = inodes.hold(inode, dentry).address();
    this.struct = guest.allocate("file");
    int mode = FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_OPENED;
    mode |= file.isReadable() ? FMODE_READ : 0;
    mode |= file.isWritable() ? FMODE_WRITE : 0;
    mode |= inode.isRegular() ? FMODE_ATOMIC_POS : 0;
    struct.set("f_mode", mode);
    struct.set("f_flags", file.flags());
    struct.set("f_op", operations);
    struct.set("f_inode", inodeAddress);
    struct.set("f_mapping", guest.at("inode", inodeAddress).get("i_mapping"));
    struct.set("f_path.dentry", inodes.dentry(inode));
    struct.set("f_count.counter", 1);
    guest.lists().initIfPresent(struct, "f_pos_lock.wait_list");
  }

  /** The struct file. */
  public Struct struct() {
    return struct;
  }

  public long address() {
    return struct.address();
  }

  /** Its struct inode. */
  public long inodeAddress() {
    return inodeAddress;
  }

  boolean has(int mode) {
    return (struct.getInt("f_mode") & mode) != 0;
  }

  /** Before a method is called: what calls of the kernel changed since. */
  void enter() {
    struct.set("f_flags", file.flags());
    struct.set("f_pos", file.position());
  }

  /** After a method that may have moved the position. */
  void takePosition() {
    file.setPosition(guest.memory().getLong(struct.addressOf("f_pos")));
  }

  /** The struct file goes. */
  void free() {
    guest.free(struct.address());
    inodes.drop(inode);
  }
}
