package io.kobox.fs.pipe;

import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffer of a pipe and who holds its ends (struct pipe_inode_info). As in Linux it is a ring of
 * 16 pages, and a page that is read in part takes as much room as a full one.
 */
final class Pipe {
  private static final int SLOTS = 16;
  private static final int PAGE_SIZE = 4096;

  /** A page of the ring (struct pipe_buffer). */
  private static final class Slot {
    private final byte[] page = new byte[PAGE_SIZE];
    private int offset;
    private int length;

    int room() {
      return PAGE_SIZE - offset - length;
    }
  }

  private final Deque<Slot> slots = new ArrayDeque<>();
  private final WaitQueue queue;
  private final Runnable sigpipe;
  private int readers;
  private int writers;
  private int readersEver;
  private int writersEver;

  Pipe(WaitQueue queue, Runnable sigpipe) {
    this.queue = queue;
    this.sigpipe = sigpipe;
  }

  WaitQueue queue() {
    return queue;
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  boolean isFull() {
    return slots.size() >= SLOTS;
  }

  int readers() {
    return readers;
  }

  int writers() {
    return writers;
  }

  /** How many readers there were in all: an open that waits for one looks at this (r_counter). */
  int readersEver() {
    return readersEver;
  }

  int writersEver() {
    return writersEver;
  }

  void addReader() {
    readers++;
    readersEver++;
    queue.wakeUp();
  }

  void addWriter() {
    writers++;
    writersEver++;
    queue.wakeUp();
  }

  void dropReader() {
    readers--;
    queue.wakeUp();
    forgetIfUnused();
  }

  void dropWriter() {
    writers--;
    queue.wakeUp();
    forgetIfUnused();
  }

  /** A FIFO that nobody has open is empty. */
  private void forgetIfUnused() {
    if (readers == 0 && writers == 0) {
      slots.clear();
    }
  }

  /** pipe_read: what there is; waits while there is nothing and someone could write. */
  int read(UserBuffer buffer, boolean nonBlocking) throws ErrnoException {
    if (buffer.length() == 0) {
      return 0;
    }
    while (isEmpty()) {
      if (writers == 0) {
        return 0;
      }
      if (nonBlocking) {
        throw new ErrnoException(Errno.EAGAIN);
      }
      queue.waitEvent(() -> !isEmpty() || writers == 0);
    }
    int done = 0;
    for (Slot slot = slots.peekFirst();
        slot != null && done < buffer.length();
        slot = slots.peekFirst()) {
      int part = Math.min(slot.length, buffer.length() - done);
      try {
        buffer.store(done, slot.page, slot.offset, part);
      } catch (ErrnoException e) {
        return partial(done, e.errno());
      }
      slot.offset += part;
      slot.length -= part;
      done += part;
      if (slot.length == 0) {
        slots.removeFirst();
      }
    }
    queue.wakeUp();
    return done;
  }

  /** pipe_write: all of it, unless there is no room and waiting is not wanted. */
  int write(UserBuffer buffer, boolean nonBlocking) throws ErrnoException {
    int length = buffer.length();
    int done = length == 0 ? 0 : merge(buffer);
    while (done < length) {
      if (readers == 0) {
        sigpipe.run();
        return partial(done, Errno.EPIPE);
      }
      if (!isFull()) {
        Slot slot = new Slot();
        int part = Math.min(PAGE_SIZE, length - done);
        try {
          buffer.load(done, slot.page, 0, part);
        } catch (ErrnoException e) {
          return partial(done, e.errno());
        }
        slot.length = part;
        slots.addLast(slot);
        done += part;
        queue.wakeUp();
      } else if (nonBlocking) {
        return partial(done, Errno.EAGAIN);
      } else if (!waitForRoom(done > 0)) {
        return done;
      }
    }
    return done;
  }

  /** What is over a whole number of pages goes into the last page if it fits there. */
  private int merge(UserBuffer buffer) throws ErrnoException {
    int over = buffer.length() % PAGE_SIZE;
    Slot last = slots.peekLast();
    if (readers == 0 || over == 0 || last == null || last.room() < over) {
      return 0;
    }
    buffer.load(0, last.page, last.offset + last.length, over);
    last.length += over;
    queue.wakeUp();
    return over;
  }

  private static int partial(int done, Errno errno) throws ErrnoException {
    if (done > 0) {
      return done;
    }
    throw new ErrnoException(errno);
  }

  /** False when a signal came after some of it was written. */
  private boolean waitForRoom(boolean someDone) throws ErrnoException {
    try {
      queue.waitEvent(() -> !isFull() || readers == 0);
      return true;
    } catch (ErrnoException e) {
      if (someDone) {
        return false;
      }
      throw e;
    }
  }
}
