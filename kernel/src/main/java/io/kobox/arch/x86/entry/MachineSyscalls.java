package io.kobox.arch.x86.entry;

import static io.kobox.arch.x86.entry.FileSyscalls.done;

import io.kobox.kernel.process.ProcessCalls;
import io.kobox.machine.AddressLayout;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Utsname;
import io.kobox.types.Struct;

/** The machine as a whole: modules, mounts, the log, its name, chance (kernel/sys.c and others). */
final class MachineSyscalls {
  private static final int MOST_BYTES = 64 << 20;
  private static final int LONGEST_STRING = 65536;
  private static final int CHUNK = 1 << 16;
  private static final int MOST_RANDOM_BYTES = 0x1ffffff;

  private final UserMachine machine;
  private final ProcessCalls calls;
  private final UserSpace space;

  MachineSyscalls(UserMachine machine, ProcessCalls calls, UserSpace space) {
    this.machine = machine;
    this.calls = calls;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(63, this::uname);
    table.add(99, this::sysinfo);
    table.add(103, this::syslog);
    table.add(162, a -> 0); // sync
    table.add(165, this::mount);
    table.add(166, a -> done(() -> calls.umount2(space.path(a[0]), (int) a[1])));
    table.add(175, this::initModule);
    table.add(176, a -> done(() -> calls.deleteModule(string(a[0]), (int) a[1])));
    table.add(313, a -> done(() -> calls.finitModule((int) a[0], string(a[1]), (int) a[2])));
    table.add(318, this::getrandom);
  }

  private String string(long address) throws ErrnoException {
    return space.string(address, LONGEST_STRING, Errno.EINVAL);
  }

  private long uname(long[] a) throws ErrnoException {
    Utsname name = calls.uname();
    Struct stored = space.cleared("new_utsname", a[0]);
    stored.setString("sysname", name.sysname());
    stored.setString("nodename", name.nodename());
    stored.setString("release", name.release());
    stored.setString("version", name.version());
    stored.setString("machine", name.machine());
    return 0;
  }

  private long sysinfo(long[] a) throws ErrnoException {
    calls.enter();
    Struct stored = space.cleared("sysinfo", a[0]);
    stored.set("uptime", machine.timekeeping().monotonic() / 1_000_000_000L);
    long page = AddressLayout.PAGE_SIZE;
    stored.set("totalram", machine.machine().frames().totalFrames() * page);
    stored.set("freeram", machine.machine().frames().freeFrames() * page);
    stored.set("procs", machine.processes().all().size());
    stored.set("mem_unit", 1);
    return 0;
  }

  private long syslog(long[] a) throws ErrnoException {
    int length = (int) a[2];
    if (a[1] == 0 || length <= 0) {
      return calls.syslog((int) a[0], a[1] == 0 ? null : new byte[0], length);
    }
    byte[] buffer = new byte[Math.min(length, MOST_BYTES)];
    int got = calls.syslog((int) a[0], buffer, buffer.length);
    space.write(a[1], buffer, Math.min(Math.max(0, got), buffer.length));
    return got;
  }

  private long mount(long[] a) throws ErrnoException {
    calls.mount(
        a[0] == 0 ? "none" : space.path(a[0]),
        space.path(a[1]),
        a[2] == 0 ? "" : space.path(a[2]),
        a[3],
        a[4] == 0 ? "" : string(a[4]));
    return 0;
  }

  private long initModule(long[] a) throws ErrnoException {
    if (a[1] < 0 || a[1] > MOST_BYTES) {
      throw new ErrnoException(Errno.ENOEXEC);
    }
    calls.initModule(space.bytes(a[0], (int) a[1]), string(a[2]));
    return 0;
  }

  private long getrandom(long[] a) throws ErrnoException {
    calls.enter();
    if ((a[2] & ~7) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    int length = (int) Math.max(0, Math.min(a[1], MOST_RANDOM_BYTES));
    for (int done = 0; done < length; done += CHUNK) {
      byte[] bytes = new byte[Math.min(CHUNK, length - done)];
      machine.random().accept(bytes);
      space.write(a[0] + done, bytes, bytes.length);
    }
    return length;
  }
}
