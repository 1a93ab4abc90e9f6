package io.kobox.fs.driver;

import io.kobox.fs.ArrayBuffer;
import io.kobox.fs.RawBuffer;
import io.kobox.fs.UserBuffer;
import io.kobox.fs.VectorBuffer;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * User addresses for buffers. A program written in Java reads into an array, which has no address;
 * a driver is given a stretch of user memory in its place.
 */
public final class UserBounce {
  private static final int PAGE_SIZE = 4096;

  /** What one call moves at most, as Linux does too where memory is short. */
  private static final int LARGEST = 1 << 20;

  private final UserMemory memory;

  /** Free stretches by their size. */
  private final Map<Integer, ArrayDeque<Long>> free = new HashMap<>();

  public UserBounce(UserMemory memory) {
    this.memory = memory;
  }

  /** What a driver does with a buffer; its result is how many bytes it used. */
  @FunctionalInterface
  public interface Use {
    long call(long address, long length) throws ErrnoException;
  }

  /** A read: what {@code use} stores at the address is in {@code buffer} afterwards. */
  public int read(UserBuffer buffer, Use use) throws ErrnoException {
    return (int)
        switch (buffer) {
          case RawBuffer raw -> use.call(raw.address(), raw.length());
          case ArrayBuffer array -> readArray(array, use);
          case VectorBuffer vector -> each(vector, use);
        };
  }

  /** do_loop_readv_writev: part after part, until one is not used whole. */
  private static long each(VectorBuffer vector, Use use) throws ErrnoException {
    long total = 0;
    int left = vector.length();
    boolean first = true;
    for (RawBuffer part : vector.parts()) {
      if (left == 0 || (part.length() == 0 && !first)) {
        continue;
      }
      first = false;
      long used;
      try {
        used = use.call(part.address(), part.length());
      } catch (ErrnoException e) {
        if (total > 0) {
          return total;
        }
        throw e;
      }
      total += used;
      left -= part.length();
      if (used != part.length()) {
        break;
      }
    }
    return total;
  }

  private long readArray(ArrayBuffer array, Use use) throws ErrnoException {
    int length = Math.min(array.length(), LARGEST);
    int size = size(length);
    long address = lend(size);
    try {
      int done = (int) Math.min(use.call(address, length), length);
      byte[] bytes = new byte[Math.max(0, done)];
      memory.copyOut(address, bytes, 0, bytes.length);
      array.store(0, bytes, 0, bytes.length);
      return done;
    } finally {
      giveBack(size, address);
    }
  }

  /** A write: {@code use} finds the bytes of {@code buffer} at the address. */
  public int write(UserBuffer buffer, Use use) throws ErrnoException {
    return (int)
        switch (buffer) {
          case RawBuffer raw -> use.call(raw.address(), raw.length());
          case ArrayBuffer array -> writeArray(array, use);
          case VectorBuffer vector -> each(vector, use);
        };
  }

  private long writeArray(ArrayBuffer array, Use use) throws ErrnoException {
    int length = Math.min(array.length(), LARGEST);
    int size = size(length);
    long address = lend(size);
    try {
      byte[] bytes = new byte[length];
      array.load(0, bytes, 0, length);
      memory.copyIn(address, bytes, 0, length);
      return Math.min(use.call(address, length), length);
    } finally {
      giveBack(size, address);
    }
  }

  private static int size(int length) {
    return Math.max(PAGE_SIZE, Integer.highestOneBit(Math.max(1, length - 1)) << 1);
  }

  private long lend(int size) throws ErrnoException {
    Long address = free.computeIfAbsent(size, key -> new ArrayDeque<>()).poll();
    return address == null ? memory.allocate(size) : address;
  }

  private void giveBack(int size, long address) {
    free.computeIfAbsent(size, key -> new ArrayDeque<>()).push(address);
  }
}
