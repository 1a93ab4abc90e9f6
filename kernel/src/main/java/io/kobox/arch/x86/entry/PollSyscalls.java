package io.kobox.arch.x86.entry;

import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.PollEntry;
import io.kobox.fs.PollEvents;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waiting for several files (fs/select.c). The signal masks of ppoll and pselect are not set. */
final class PollSyscalls {
  private static final long SECOND = 1_000_000_000L;
  private static final int SET_BITS = 64;

  /** POLLIN_SET, POLLOUT_SET and POLLEX_SET: what the three sets of select ask for. */
  private static final int[] EVENTS = {
    PollEvents.POLLRDNORM | 0x80 | PollEvents.POLLIN | PollEvents.POLLHUP | PollEvents.POLLERR,
    0x200 | PollEvents.POLLWRNORM | PollEvents.POLLOUT | PollEvents.POLLERR,
    PollEvents.POLLPRI
  };

  private final ProcessCalls calls;
  private final FileSystemCalls files;
  private final UserSpace space;

  PollSyscalls(ProcessCalls calls, FileSystemCalls files, UserSpace space) {
    this.calls = calls;
    this.files = files;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(7, a -> poll(a, milliseconds((int) a[2])));
    table.add(23, a -> select(a, a[4] == 0 ? null : interval(a[4], "tv_usec", 1000)));
    table.add(270, a -> select(a, a[4] == 0 ? null : interval(a[4], "tv_nsec", 1)));
    table.add(271, a -> poll(a, a[2] == 0 ? null : interval(a[2], "tv_nsec", 1)));
  }

  private static @Nullable Duration milliseconds(int count) {
    return count < 0 ? null : Duration.ofMillis(count);
  }

  /** A struct timeval or timespec, whose second word counts {@code unit} nanoseconds. */
  private Duration interval(long address, String field, long unit) throws ErrnoException {
    String type = field.equals("tv_usec") ? "__kernel_old_timeval" : "timespec64";
    Struct time = space.struct(type, address);
    long rest = time.get(field);
    if (time.get("tv_sec") < 0 || rest < 0 || rest >= SECOND / unit) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return Duration.ofSeconds(time.get("tv_sec"), rest * unit);
  }

  private long poll(long[] a, @Nullable Duration timeout) throws ErrnoException {
    long count = Integer.toUnsignedLong((int) a[1]);
    if (count > FileDescriptorTable.LIMIT) {
      throw new ErrnoException(Errno.EINVAL);
    }
    List<PollEntry> entries = new ArrayList<>();
    int size = space.size("pollfd");
    for (int i = 0; i < count; i++) {
      Struct wanted = space.struct("pollfd", a[0] + (long) i * size);
      entries.add(new PollEntry(wanted.getInt("fd"), wanted.getInt("events")));
    }
    calls.enter();
    int ready = files.poll(entries, timeout);
    for (int i = 0; i < count; i++) {
      space.struct("pollfd", a[0] + (long) i * size).set("revents", entries.get(i).events());
    }
    return ready;
  }

  private long select(long[] a, @Nullable Duration timeout) throws ErrnoException {
    int count = Math.min((int) a[0], FileDescriptorTable.LIMIT);
    if ((int) a[0] < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    List<PollEntry> entries = new ArrayList<>();
    for (int fd = 0; fd < count; fd++) {
      int events = 0;
      for (int set = 0; set < EVENTS.length; set++) {
        events |= contains(a[set + 1], fd) ? EVENTS[set] : 0;
      }
      if (events != 0) {
        files.descriptors().get(fd);
        entries.add(new PollEntry(fd, events));
      }
    }
    calls.enter();
    files.poll(entries, timeout);
    return store(a, count, entries);
  }

  private boolean contains(long set, int fd) throws ErrnoException {
    return set != 0
        && ((space.getLong(set + fd / SET_BITS * (long) Long.BYTES) >> (fd % SET_BITS)) & 1) != 0;
  }

  /** The sets of what is ready; how many members they have. */
  private long store(long[] a, int count, List<PollEntry> entries) throws ErrnoException {
    int total = 0;
    for (int set = 0; set < EVENTS.length; set++) {
      if (a[set + 1] == 0) {
        continue;
      }
      long[] words = new long[(count + SET_BITS - 1) / SET_BITS];
      for (PollEntry entry : entries) {
        boolean ready = (entry.events() & EVENTS[set]) != 0;
        if (ready && contains(a[set + 1], entry.fd())) {
          words[entry.fd() / SET_BITS] |= 1L << (entry.fd() % SET_BITS);
          total++;
        }
      }
      for (int i = 0; i < words.length; i++) {
        space.putLong(a[set + 1] + i * (long) Long.BYTES, words[i]);
      }
    }
    return total;
  }
}
