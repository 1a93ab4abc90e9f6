package io.kobox.kernel.printk;

import org.jspecify.annotations.Nullable;

/**
 * The ring of log records (kernel/printk/printk_ringbuffer.c). There are as many descriptors as the
 * text space has room for texts of 32 bytes; a new record drops the oldest ones until both a
 * descriptor and enough text space are free. Texts are kept beside the ring; only their places in
 * it ("logical positions") are counted as Linux counts them, so that records get lost just when
 * Linux loses them.
 *
 * <p>One kernel task runs at a time, so there is never a record that is only reserved.
 */
final class PrintkRingbuffer {
  /** The assumed size of a text, as a power of two. */
  private static final int AVERAGE_TEXT_BITS = 5;

  /** A data block starts with its descriptor's id, and is aligned to it. */
  private static final int BLOCK_HEADER = 8;

  private enum State {
    /** May still be continued by its writer; readers do not see it. */
    COMMITTED,
    FINALIZED,
    /** Its text is lost. */
    REUSABLE
  }

  private static final class Descriptor {
    PrintkRecord record;
    State state = State.COMMITTED;
    long begin;
    long next;

    Descriptor(PrintkRecord record) {
      this.record = record;
    }
  }

  private final int textSize;
  private final @Nullable Descriptor[] descriptors;

  /** The oldest and one past the newest sequence number that have a descriptor. */
  private long tailSeq;

  private long headSeq;

  /** The logical positions that bound the text in use. */
  private long tailPosition;

  private long headPosition;

  /** The record that the text at {@link #tailPosition} belongs to. */
  private long textTailSeq;

  PrintkRingbuffer(int sizeBits) {
    textSize = 1 << sizeBits;
    descriptors = new Descriptor[1 << (sizeBits - AVERAGE_TEXT_BITS)];
  }

  int textSize() {
    return textSize;
  }

  long headSeq() {
    return headSeq;
  }

  /**
   * Appends a record; its sequence number is {@link #headSeq()}. The record before is final from
   * then on.
   *
   * @param reserved the text space to take, at least the text's length
   */
  void append(PrintkRecord record, int reserved) {
    if (headSeq - tailSeq == descriptors.length) {
      Descriptor oldest = descriptor(tailSeq);
      oldest.state = State.REUSABLE;
      releaseText(oldest.next);
      tailSeq++;
    }
    finalizeLast();
    Descriptor descriptor = new Descriptor(record);
    descriptor.begin = headPosition;
    descriptor.next = nextPosition(headPosition, blockSize(reserved));
    releaseText(descriptor.next - textSize);
    headPosition = descriptor.next;
    descriptors[index(headSeq)] = descriptor;
    headSeq++;
    if ((record.flags() & PrintkRecord.NEWLINE) != 0) {
      descriptor.state = State.FINALIZED;
    }
  }

  /** The newest record, if {@code callerId} may continue it; null otherwise. */
  @Nullable PrintkRecord continuable(int callerId) {
    if (headSeq == 0) {
      return null;
    }
    Descriptor last = descriptor(headSeq - 1);
    return last.state == State.COMMITTED && last.record.callerId() == callerId ? last.record : null;
  }

  /** Replaces the newest record by a longer one; {@code reserved} bounds its text. */
  void extendLast(PrintkRecord record, int reserved) {
    Descriptor last = descriptor(headSeq - 1);
    long next = nextPosition(last.begin, blockSize(reserved));
    if (next > headPosition) {
      releaseText(next - textSize);
      headPosition = next;
      last.next = next;
    }
    last.record = record;
    if ((record.flags() & PrintkRecord.NEWLINE) != 0) {
      last.state = State.FINALIZED;
    }
  }

  /** The first record from {@code seq} on that a reader can have; null if there is none yet. */
  @Nullable PrintkRecord read(long seq) {
    for (long s = Math.max(seq, tailSeq); s < headSeq; s++) {
      Descriptor descriptor = descriptor(s);
      if (descriptor.state == State.FINALIZED) {
        return descriptor.record;
      }
    }
    return null;
  }

  /** The first record that a reader can have; 0 if there is none. */
  long firstValidSeq() {
    PrintkRecord first = read(0);
    return first == null ? 0 : first.seq();
  }

  /** One past the last record that a reader can have. */
  long nextSeq() {
    return headSeq > 0 && descriptor(headSeq - 1).state == State.COMMITTED ? headSeq - 1 : headSeq;
  }

  private void finalizeLast() {
    if (headSeq > 0) {
      Descriptor last = descriptor(headSeq - 1);
      if (last.state == State.COMMITTED) {
        last.state = State.FINALIZED;
      }
    }
  }

  /** Gives up the oldest texts until {@code position} is free (data_push_tail()). */
  private void releaseText(long position) {
    while (tailPosition < position) {
      Descriptor oldest = descriptor(textTailSeq);
      oldest.state = State.REUSABLE;
      tailPosition = oldest.next;
      textTailSeq++;
    }
  }

  /** Where a block ends; one that would wrap is put whole at the ring's start. */
  private long nextPosition(long begin, int size) {
    long next = begin + size;
    if (begin / textSize == next / textSize) {
      return next;
    }
    return next / textSize * textSize + size;
  }

  private static int blockSize(int size) {
    return (size + BLOCK_HEADER + 7) & -8;
  }

  private int index(long seq) {
    return (int) (seq & (descriptors.length - 1));
  }

  private Descriptor descriptor(long seq) {
    Descriptor descriptor = descriptors[index(seq)];
    if (descriptor == null) {
      throw new IllegalStateException("no record " + seq);
    }
    return descriptor;
  }
}
