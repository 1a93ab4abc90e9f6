package io.kobox.fs.seq;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.fs.driver.IovIters;
import io.kobox.fs.driver.UserCopy;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.Hexdump;
import io.kobox.lib.VaList;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.SystemCalls;
import io.kobox.types.Struct;
import java.nio.charset.StandardCharsets;

/** fs/seq_file.c. The struct seq_file lies in guest memory: modules look inside. */
public final class SeqFileExports {
  private static final int FMODE_PWRITE = 0x10;

  private final Guest guest;
  private final GuestMemory memory;
  private final SeqBuffers buffers;
  private final UserCopy user;
  private final IovIters iters;

  public SeqFileExports(Guest guest, SeqBuffers buffers, UserCopy user, IovIters iters) {
    this.guest = guest;
    this.memory = guest.memory();
    this.buffers = buffers;
    this.user = user;
    this.iters = iters;
  }

  private Struct seq(long address) {
    return guest.at("seq_file", address);
  }

  private long seqOf(long file) {
    return guest.at("file", file).get("private_data");
  }

  /** int seq_open(struct file *file, const struct seq_operations *op). */
  @KernelExport
  int seq_open(long file, long operations) {
    Struct struct = guest.at("file", file);
    if (struct.get("private_data") != 0) {
      guest.warning().warn("fs/seq_file.c:61 seq_open+0x67/0x80", "");
    }
    long address = guest.zalloc(guest.structs().type("seq_file").size());
    if (address == 0) {
      return -Errno.ENOMEM.number();
    }
    struct.set("private_data", address);
    Struct seq = seq(address);
    guest.lists().initIfPresent(seq, "lock.wait_list");
    seq.set("op", operations);
    seq.set("file", file);
    struct.set("f_mode", struct.get("f_mode") & ~FMODE_PWRITE);
    return 0;
  }

  /** int seq_release(struct inode *inode, struct file *file). */
  @KernelExport
  int seq_release(long inode, long file) {
    long address = seqOf(file);
    buffers.free(seq(address).get("buf"));
    guest.free(address);
    return 0;
  }

  /** ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos). */
  @KernelExport
  long seq_read(long file, long buffer, long size, long place) {
    long position = memory.getLong(place);
    long[] done = {0};
    long result =
        new SeqReader(guest, buffers, seqOf(file))
            .read(
                position,
                size,
                (from, count) -> {
                  long copied = count - user.toUser(buffer + done[0], from, count);
                  done[0] += copied;
                  return copied;
                });
    if (result > 0) {
      memory.putLong(place, position + result);
    }
    return result;
  }

  /** ssize_t seq_read_iter(struct kiocb *iocb, struct iov_iter *iter). */
  @KernelExport
  long seq_read_iter(long iocb, long iter) {
    Struct kiocb = guest.at("kiocb", iocb);
    long wanted = guest.at("iov_iter", iter).get("count");
    long result =
        new SeqReader(guest, buffers, seqOf(kiocb.get("ki_filp")))
            .read(kiocb.get("ki_pos"), wanted, (from, count) -> iters.copyTo(from, count, iter));
    if (result > 0) {
      kiocb.set("ki_pos", kiocb.get("ki_pos") + result);
    }
    return result;
  }

  /** loff_t seq_lseek(struct file *file, loff_t offset, int whence). */
  @KernelExport
  long seq_lseek(long file, long offset, int whence) {
    Struct struct = guest.at("file", file);
    long wanted = whence == SystemCalls.SEEK_CUR ? offset + struct.get("f_pos") : offset;
    if ((whence != SystemCalls.SEEK_CUR && whence != SystemCalls.SEEK_SET) || wanted < 0) {
      return -Errno.EINVAL.number();
    }
    int error = new SeqReader(guest, buffers, seqOf(file)).seek(wanted);
    struct.set("f_pos", error == 0 ? wanted : 0);
    return error == 0 ? wanted : error;
  }

  /** int single_open(struct file *file, int (*show)(struct seq_file *, void *), void *data). */
  @KernelExport
  int single_open(long file, long show, long data) {
    long operations = guest.zalloc(guest.structs().type("seq_operations").size());
    if (operations == 0) {
      return -Errno.ENOMEM.number();
    }
    Struct struct = guest.at("seq_operations", operations);
    struct.set("start", guest.addressOf().applyAsLong(SingleFunctions.START));
    struct.set("next", guest.addressOf().applyAsLong(SingleFunctions.NEXT));
    struct.set("stop", guest.addressOf().applyAsLong(SingleFunctions.STOP));
    struct.set("show", show);
    int error = seq_open(file, operations);
    if (error != 0) {
      guest.free(operations);
      return error;
    }
    seq(seqOf(file)).set("private", data);
    return 0;
  }

  /**
   * int single_open_size(struct file *file, int (*show)(struct seq_file *, void *), void *data,
   * size_t size).
   */
  @KernelExport
  int single_open_size(long file, long show, long data, long size) {
    long buffer = buffers.allocate(size);
    int error = buffer == 0 ? -Errno.ENOMEM.number() : single_open(file, show, data);
    if (error != 0) {
      buffers.free(buffer);
      return error;
    }
    Struct seq = seq(seqOf(file));
    seq.set("buf", buffer);
    seq.set("size", size);
    return 0;
  }

  /** int single_release(struct inode *inode, struct file *file). */
  @KernelExport
  int single_release(long inode, long file) {
    long operations = seq(seqOf(file)).get("op");
    int result = seq_release(inode, file);
    guest.free(operations);
    return result;
  }

  /** void *__seq_open_private(struct file *f, const struct seq_operations *ops, int psize). */
  @KernelExport
  long __seq_open_private(long file, long operations, int size) {
    long data = guest.zalloc(size);
    if (data == 0) {
      return 0;
    }
    if (seq_open(file, operations) < 0) {
      guest.free(data);
      return 0;
    }
    seq(seqOf(file)).set("private", data);
    return data;
  }

  /** int seq_open_private(struct file *filp, const struct seq_operations *ops, int psize). */
  @KernelExport
  int seq_open_private(long file, long operations, int size) {
    return __seq_open_private(file, operations, size) == 0 ? -Errno.ENOMEM.number() : 0;
  }

  /** int seq_release_private(struct inode *inode, struct file *file). */
  @KernelExport
  int seq_release_private(long inode, long file) {
    guest.free(seq(seqOf(file)).get("private"));
    seq(seqOf(file)).set("private", 0);
    return seq_release(inode, file);
  }

  /* What show methods write with */

  private static void overflow(Struct seq) {
    seq.set("count", seq.get("size"));
  }

  /** Adds bytes if there is room for them and {@code spare} more. */
  private boolean append(long address, byte[] bytes, int spare) {
    Struct seq = seq(address);
    long count = seq.get("count");
    if (count + bytes.length + spare > seq.get("size")) {
      overflow(seq);
      return false;
    }
    memory.write(seq.get("buf") + count, bytes);
    seq.set("count", count + bytes.length);
    return true;
  }

  private void appendFormatted(long address, String format, VarArgs arguments) {
    Struct seq = seq(address);
    long room = seq.get("size") - seq.get("count");
    if (room > 0) {
      String text =
          guest.vsprintf().format((int) Math.min(room, Integer.MAX_VALUE), format, arguments);
      append(address, text.getBytes(StandardCharsets.ISO_8859_1), 1);
    }
  }

  /** void seq_printf(struct seq_file *m, const char *f, ...). */
  @KernelExport
  void seq_printf(long seq, String format, VarArgs arguments) {
    appendFormatted(seq, format, arguments);
  }

  /** void seq_vprintf(struct seq_file *m, const char *f, va_list args). */
  @KernelExport
  void seq_vprintf(long seq, String format, long arguments) {
    appendFormatted(seq, format, VaList.copyOf(memory, arguments));
  }

  /** void seq_puts(struct seq_file *m, const char *s). */
  @KernelExport(aliases = "__seq_puts")
  void seq_puts(long seq, String text) {
    append(seq, text.getBytes(StandardCharsets.ISO_8859_1), 1);
  }

  /** void seq_putc(struct seq_file *m, char c). */
  @KernelExport
  void seq_putc(long address, byte c) {
    Struct seq = seq(address);
    if (seq.get("count") < seq.get("size")) {
      memory.putByte(seq.get("buf") + seq.get("count"), c);
      seq.set("count", seq.get("count") + 1);
    }
  }

  /** int seq_write(struct seq_file *seq, const void *data, size_t len). */
  @KernelExport
  int seq_write(long address, long data, long length) {
    Struct seq = seq(address);
    if (Long.compareUnsigned(length, seq.get("size")) >= 0) {
      overflow(seq);
      return -1;
    }
    return append(address, memory.bytes(data, (int) length), 1) ? 0 : -1;
  }

  /** void seq_pad(struct seq_file *m, char c). */
  @KernelExport
  void seq_pad(long address, byte c) {
    Struct seq = seq(address);
    int size = (int) (seq.get("pad_until") - seq.get("count"));
    if (size > 0) {
      if (size + seq.get("count") > seq.get("size")) {
        overflow(seq);
        return;
      }
      memory.fill(seq.get("buf") + seq.get("count"), size, (byte) ' ');
      seq.set("count", seq.get("count") + size);
    }
    if (c != 0) {
      seq_putc(address, c);
    }
  }

  private void putNumber(long seq, long delimiter, String number) {
    String text = guest.string(delimiter) + number;
    append(seq, text.getBytes(StandardCharsets.ISO_8859_1), 1);
  }

  /**
   * void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num).
   */
  @KernelExport
  void seq_put_decimal_ull(long seq, long delimiter, long number) {
    putNumber(seq, delimiter, Long.toUnsignedString(number));
  }

  /** void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num). */
  @KernelExport
  void seq_put_decimal_ll(long seq, long delimiter, long number) {
    putNumber(seq, delimiter, Long.toString(number));
  }

  /**
   * void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize, int
   * groupsize, const void *buf, size_t len, bool ascii).
   */
  @KernelExport
  void seq_hex_dump(
      long seq,
      String prefix,
      int prefixType,
      int rowSize,
      int groupSize,
      long buffer,
      long length,
      boolean ascii) {
    int row = Hexdump.rowSize(rowSize);
    for (long at = 0; at < length; at += row) {
      byte[] bytes = memory.bytes(buffer + at, (int) Math.min(row, length - at));
      String address =
          switch (prefixType) {
            case 1 -> guest.pointer(buffer + at) + ": ";
            case 2 -> String.format("%08x: ", at);
            default -> "";
          };
      String line =
          prefix
              + address
              + Hexdump.line(bytes, row, Hexdump.groupSize(bytes.length, groupSize), ascii)
              + "\n";
      append(seq, line.getBytes(StandardCharsets.ISO_8859_1), 1);
    }
  }

  /** char *mangle_path(char *s, const char *p, const char *esc). */
  @KernelExport
  long mangle_path(long target, String path, String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (escaped.indexOf(c) < 0) {
        text.append(c);
      } else {
        text.append('\\').append((char) ('0' + (c >> 6 & 3)));
        text.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
      }
    }
    memory.write(target, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    return target + text.length();
  }

  /* Lists */

  /** struct list_head *seq_list_start(struct list_head *head, loff_t pos). */
  @KernelExport(aliases = "seq_list_start_rcu")
  long seq_list_start(long head, long position) {
    long left = position;
    for (long at = memory.getLong(head); at != head; at = memory.getLong(at)) {
      if (left-- == 0) {
        return at;
      }
    }
    return 0;
  }

  /** struct list_head *seq_list_start_head(struct list_head *head, loff_t pos). */
  @KernelExport(aliases = "seq_list_start_head_rcu")
  long seq_list_start_head(long head, long position) {
    return position == 0 ? head : seq_list_start(head, position - 1);
  }

  private void advance(long place) {
    memory.putLong(place, memory.getLong(place) + 1);
  }

  /** struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos). */
  @KernelExport(aliases = "seq_list_next_rcu")
  long seq_list_next(long element, long head, long place) {
    long next = memory.getLong(element);
    advance(place);
    return next == head ? 0 : next;
  }

  /** struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos). */
  @KernelExport(aliases = "seq_hlist_start_rcu")
  long seq_hlist_start(long head, long position) {
    long left = position;
    for (long at = memory.getLong(head); at != 0; at = memory.getLong(at)) {
      if (left-- == 0) {
        return at;
      }
    }
    return 0;
  }

  /** struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos). */
  @KernelExport(aliases = "seq_hlist_start_head_rcu")
  long seq_hlist_start_head(long head, long position) {
    return position == 0 ? 1 : seq_hlist_start(head, position - 1);
  }

  /** struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head, loff_t *ppos). */
  @KernelExport(aliases = "seq_hlist_next_rcu")
  long seq_hlist_next(long element, long head, long place) {
    advance(place);
    return element == 1 ? memory.getLong(head) : memory.getLong(element);
  }

  /** void seq_escape_mem(struct seq_file *, const char *, size_t, unsigned, const char *). */
  @KernelExport(level = Level.PARTIAL, note = "ESCAPE_OCTAL of the characters in esc only")
  void seq_escape_mem(long seq, long source, long length, int flags, long escaped) {
    String which = guest.string(escaped);
    StringBuilder text = new StringBuilder();
    for (byte b : memory.bytes(source, (int) Math.min(length, Integer.MAX_VALUE))) {
      char c = (char) (b & 0xff);
      text.append(which.indexOf(c) < 0 ? String.valueOf(c) : String.format("\\%03o", (int) c));
    }
    append(seq, text.toString().getBytes(StandardCharsets.ISO_8859_1), 1);
  }
}
