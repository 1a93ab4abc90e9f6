package io.kobox.kernel;

import io.kobox.fs.chrdev.CharDevices;
import io.kobox.kernel.printk.KmsgDevice;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.printk.Syslog;
import io.kobox.kernel.printk.SyslogCalls;
import io.kobox.kernel.sched.WaitQueue;

/** Who reads the log: syslog(2) and /dev/kmsg, which wait for its next record (log_wait). */
final class LogReaders {
  private static final int KMSG_MINOR = 11;
  private static final int MEM_MAJOR = 1;

  private final KernelFloor floor;
  private final Printk printk;
  private final WaitQueue logWait;
  private final SyslogCalls syslog;

  LogReaders(KernelFloor floor, Printk printk, WaitQueue logWait) {
    this.floor = floor;
    this.printk = printk;
    this.logWait = logWait;
    printk.addListener(record -> logWait.wakeUp());
    syslog = new SyslogCalls(new Syslog(printk), logWait);
  }

  SyslogCalls syslog() {
    return syslog;
  }

  void addDevice(CharDevices devices) {
    devices.add(
        MEM_MAJOR,
        KMSG_MINOR,
        1,
        new KmsgDevice(
            printk, floor.jiffies()::get, logWait, () -> floor.scheduler().current().comm()));
  }
}
