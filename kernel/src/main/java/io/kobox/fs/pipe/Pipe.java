package io.kobox.fs.pipe;

import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** The buffer of a pipe and who holds its ends (struct pipe_inode_info). */
final class Pipe {
  /** 16 pages. */
  static final int CAPACITY = 65536;

  /** Writes of at most so many bytes are not torn apart. */
  static final int PIPE_BUF = 4096;

  private final byte[] ring = new byte[CAPACITY];
  private final WaitQueue queue;
  private final Runnable sigpipe;
  private int head;
  private int used;
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

  int used() {
    return used;
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

  boolean hasRoom() {
    return CAPACITY - used >= PIPE_BUF;
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
      used = 0;
    }
  }

  /** pipe_read: what there is; waits while there is nothing and someone could write. */
  int read(UserBuffer buffer, boolean nonBlocking) throws ErrnoException {
    if (buffer.length() == 0) {
      return 0;
    }
    while (used == 0) {
      if (writers == 0) {
        return 0;
      }
      if (nonBlocking) {
        throw new ErrnoException(Errno.EAGAIN);
      }
      queue.waitEvent(() -> used > 0 || writers == 0);
    }
    int count = Math.min(buffer.length(), used);
    int straight = Math.min(count, CAPACITY - head);
    buffer.store(0, ring, head, straight);
    buffer.store(straight, ring, 0, count - straight);
    head = (head + count) % CAPACITY;
    used -= count;
    queue.wakeUp();
    return count;
  }

  /** pipe_write: all of it, unless there is no room and waiting is not wanted. */
  int write(UserBuffer buffer, boolean nonBlocking) throws ErrnoException {
    int length = buffer.length();
    int done = 0;
    while (done < length) {
      int wanted = length - done;
      int room = CAPACITY - used;
      if (readers == 0) {
        sigpipe.run();
        return partial(done, Errno.EPIPE);
      }
      if (room == 0 || (wanted <= PIPE_BUF && length <= PIPE_BUF && room < wanted)) {
        if (nonBlocking) {
          return partial(done, Errno.EAGAIN);
        }
        if (!waitForRoom(Math.min(wanted, length <= PIPE_BUF ? length : 1), done > 0)) {
          return done;
        }
      } else {
        done += append(buffer, done, Math.min(room, wanted));
      }
    }
    return done;
  }

  private static int partial(int done, Errno errno) throws ErrnoException {
    if (done > 0) {
      return done;
    }
    throw new ErrnoException(errno);
  }

  /** False when a signal came after some of it was written. */
  private boolean waitForRoom(int needed, boolean someDone) throws ErrnoException {
    try {
      queue.waitEvent(() -> CAPACITY - used >= needed || readers == 0);
      return true;
    } catch (ErrnoException e) {
      if (someDone) {
        return false;
      }
      throw e;
    }
  }

  private int append(UserBuffer buffer, int from, int count) throws ErrnoException {
    int tail = (head + used) % CAPACITY;
    int straight = Math.min(count, CAPACITY - tail);
    buffer.load(from, ring, tail, straight);
    buffer.load(from + straight, ring, 0, count - straight);
    used += count;
    queue.wakeUp();
    return count;
  }
}
