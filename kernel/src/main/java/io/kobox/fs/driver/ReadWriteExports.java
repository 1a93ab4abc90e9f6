package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.SystemCalls;
import io.kobox.types.Struct;

/** The llseek methods that drivers choose from, and open's helpers (fs/read_write.c, fs/open.c). */
public final class ReadWriteExports {
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long EINVAL = -Errno.EINVAL.number();
  private static final long ENXIO = -Errno.ENXIO.number();

  private final Guest guest;

  public ReadWriteExports(Guest guest) {
    this.guest = guest;
  }

  private Struct file(long file) {
    return guest.at("file", file);
  }

  private long inodeSize(long file) {
    return guest.at("inode", file(file).get("f_inode")).get("i_size");
  }

  /** loff_t vfs_setpos(struct file *file, loff_t offset, loff_t maxsize). */
  @KernelExport
  long vfs_setpos(long file, long offset, long maximum) {
    if (offset < 0 || offset > maximum) {
      return EINVAL;
    }
    move(file(file), offset);
    return offset;
  }

  private static void move(Struct struct, long offset) {
    if (offset != struct.get("f_pos")) {
      struct.set("f_pos", offset);
      struct.set("f_version", 0);
    }
  }

  /**
   * loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence, loff_t maxsize,
   * loff_t eof).
   */
  @KernelExport
  long generic_file_llseek_size(long file, long offset, int whence, long maximum, long end) {
    long position = file(file).get("f_pos");
    return switch (whence) {
      case SystemCalls.SEEK_END -> vfs_setpos(file, offset + end, maximum);
      case SystemCalls.SEEK_CUR ->
          offset == 0 ? position : vfs_setpos(file, position + offset, maximum);
      case SEEK_DATA ->
          Long.compareUnsigned(offset, end) >= 0 ? ENXIO : vfs_setpos(file, offset, maximum);
      case SEEK_HOLE ->
          Long.compareUnsigned(offset, end) >= 0 ? ENXIO : vfs_setpos(file, end, maximum);
      default -> vfs_setpos(file, offset, maximum);
    };
  }

  /** loff_t generic_file_llseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long generic_file_llseek(long file, long offset, int whence) {
    return generic_file_llseek_size(file, offset, whence, Long.MAX_VALUE, inodeSize(file));
  }

  /** loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size). */
  @KernelExport
  long fixed_size_llseek(long file, long offset, int whence, long size) {
    return whence > SystemCalls.SEEK_END || whence < 0
        ? EINVAL
        : generic_file_llseek_size(file, offset, whence, size, size);
  }

  /** loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long no_seek_end_llseek(long file, long offset, int whence) {
    return no_seek_end_llseek_size(file, offset, whence, Long.MAX_VALUE);
  }

  /** loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence, loff_t size). */
  @KernelExport
  long no_seek_end_llseek_size(long file, long offset, int whence, long size) {
    return whence == SystemCalls.SEEK_SET || whence == SystemCalls.SEEK_CUR
        ? generic_file_llseek_size(file, offset, whence, size, 0)
        : EINVAL;
  }

  /** loff_t noop_llseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long noop_llseek(long file, long offset, int whence) {
    return file(file).get("f_pos");
  }

  /** loff_t no_llseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long no_llseek(long file, long offset, int whence) {
    return -Errno.ESPIPE.number();
  }

  /** loff_t default_llseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long default_llseek(long file, long offset, int whence) {
    long size = inodeSize(file);
    long position = file(file).get("f_pos");
    long wanted = offset;
    switch (whence) {
      case SystemCalls.SEEK_END -> wanted += size;
      case SystemCalls.SEEK_CUR -> {
        if (offset == 0) {
          return position;
        }
        wanted += position;
      }
      case SEEK_DATA, SEEK_HOLE -> {
        if (offset >= size) {
          return ENXIO;
        }
        wanted = whence == SEEK_HOLE ? size : offset;
      }
      default -> {}
    }
    if (wanted < 0) {
      return EINVAL;
    }
    move(file(file), wanted);
    return wanted;
  }

  /** int nonseekable_open(struct inode *inode, struct file *filp). */
  @KernelExport
  int nonseekable_open(long inode, long file) {
    clearMode(file, GuestFile.FMODE_LSEEK | GuestFile.FMODE_PREAD | GuestFile.FMODE_PWRITE);
    return 0;
  }

  /** int stream_open(struct inode *inode, struct file *filp). */
  @KernelExport
  int stream_open(long inode, long file) {
    clearMode(
        file,
        GuestFile.FMODE_LSEEK
            | GuestFile.FMODE_PREAD
            | GuestFile.FMODE_PWRITE
            | GuestFile.FMODE_ATOMIC_POS);
    Struct struct = file(file);
    struct.set("f_mode", struct.get("f_mode") | GuestFile.FMODE_STREAM);
    return 0;
  }

  private void clearMode(long file, int bits) {
    Struct struct = file(file);
    struct.set("f_mode", struct.get("f_mode") & ~bits);
  }

  /** int generic_file_open(struct inode *inode, struct file *filp). */
  @KernelExport
  int generic_file_open(long inode, long file) {
    return 0;
  }
}
