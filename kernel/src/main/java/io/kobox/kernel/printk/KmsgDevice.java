package io.kobox.kernel.printk;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** /dev/kmsg as a file (kernel/printk/printk.c: kmsg_fops). */
public final class KmsgDevice implements FileOperations {
  private static final int LONGEST_WRITE = Printk.LOG_LINE_MAX;

  private final Printk printk;
  private final LongSupplier jiffies;
  private final WaitQueue logWait;
  private final Supplier<String> comm;

  /**
   * @param logWait woken by every new record
   * @param comm the running task's name
   */
  public KmsgDevice(Printk printk, LongSupplier jiffies, WaitQueue logWait, Supplier<String> comm) {
    this.printk = printk;
    this.jiffies = jiffies;
    this.logWait = logWait;
    this.comm = comm;
  }

  @Override
  public void open(OpenFile file) {
    file.setPrivateData(new DevKmsg(printk, jiffies));
  }

  private static DevKmsg of(OpenFile file) throws ErrnoException {
    if (file.privateData() instanceof DevKmsg kmsg) {
      return kmsg;
    }
    throw new ErrnoException(Errno.EBADF);
  }

  @Override
  public void release(OpenFile file) {
    if (file.privateData() instanceof DevKmsg kmsg) {
      kmsg.release(comm.get());
    }
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    DevKmsg kmsg = of(file);
    if (!kmsg.readable()) {
      if (file.isNonBlocking()) {
        throw new ErrnoException(Errno.EAGAIN);
      }
      logWait.waitEvent(kmsg::readable);
    }
    byte[] record = kmsg.read(buffer.length()).getBytes(StandardCharsets.ISO_8859_1);
    buffer.store(0, record, 0, record.length);
    return record.length;
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (buffer.length() > LONGEST_WRITE) {
      throw new ErrnoException(Errno.EINVAL);
    }
    String text = new String(buffer.loadAll(LONGEST_WRITE), StandardCharsets.ISO_8859_1);
    return of(file).write(text, comm.get());
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return of(file).seek(offset, whence);
  }

  @Override
  public int poll(OpenFile file, PollTable table) {
    table.pollWait(logWait);
    if (!(file.privateData() instanceof DevKmsg kmsg) || !kmsg.readable()) {
      return 0;
    }
    int readable = PollEvents.POLLIN | PollEvents.POLLRDNORM;
    return kmsg.overrun() ? readable | PollEvents.POLLERR | PollEvents.POLLPRI : readable;
  }
}
