package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Several ranges of a process's address space, one after the other (struct iovec).
 *
 * @param parts the ranges, of which some may be empty
 */
public record VectorBuffer(List<RawBuffer> parts) implements UserBuffer {
  @Override
  public int length() {
    return (int) parts.stream().mapToLong(RawBuffer::length).sum();
  }

  @Override
  public void checkAddress() throws ErrnoException {
    for (RawBuffer part : parts) {
      part.checkAddress();
    }
  }

  @Override
  public int alike(int at) {
    int start = at;
    for (RawBuffer part : parts) {
      if (start < part.length()) {
        return part.alike(start);
      }
      start -= part.length();
    }
    return 0;
  }

  @Override
  public int stretch(int at) {
    int start = at;
    for (RawBuffer part : parts) {
      if (start < part.length()) {
        return part.length() - start;
      }
      start -= part.length();
    }
    return 0;
  }

  @Override
  public VectorBuffer limited(int limit) {
    List<RawBuffer> limited = new ArrayList<>();
    int left = limit;
    for (RawBuffer part : parts) {
      limited.add(part.limited(left));
      left -= limited.getLast().length();
    }
    return new VectorBuffer(limited);
  }

  /** Moves a stretch of one part: {@code done} bytes were moved before. */
  @FunctionalInterface
  private interface Move {
    void run(RawBuffer part, int at, int done, int count) throws ErrnoException;
  }

  private void forEach(int at, int count, Move move) throws ErrnoException {
    int start = 0;
    int done = 0;
    for (RawBuffer part : parts) {
      int from = at + done - start;
      int length = Math.min(part.length() - from, count - done);
      if (length > 0) {
        move.run(part, from, done, length);
        done += length;
      }
      start += part.length();
    }
  }

  @Override
  public void store(int at, byte[] source, int offset, int count) throws ErrnoException {
    forEach(
        at, count, (part, from, done, length) -> part.store(from, source, offset + done, length));
  }

  @Override
  public void load(int at, byte[] target, int offset, int count) throws ErrnoException {
    forEach(
        at, count, (part, from, done, length) -> part.load(from, target, offset + done, length));
  }
}
