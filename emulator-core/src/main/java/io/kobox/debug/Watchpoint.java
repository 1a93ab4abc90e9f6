package io.kobox.debug;

import java.util.Arrays;

/** Memory that is watched. Whoever writes it, code or the machine itself: a change is seen. */
public final class Watchpoint {
  /** What is watched for. */
  public enum Kind {
    /** Its value changes. */
    WRITE(StopReason.Kind.WRITTEN),
    /** An instruction reads it. */
    READ(StopReason.Kind.READ),
    /** An instruction reads it, or it changes. */
    ACCESS(StopReason.Kind.ACCESSED);

    private final StopReason.Kind reason;

    Kind(StopReason.Kind reason) {
      this.reason = reason;
    }
  }

  private final Kind kind;
  private final long address;
  private final int length;
  private int[] last = new int[0];
  private long physical = -1;
  private boolean read;

  public Watchpoint(Kind kind, long address, int length) {
    this.kind = kind;
    this.address = address;
    this.length = length;
  }

  boolean is(Kind otherKind, long otherAddress, int otherLength) {
    return kind == otherKind && address == otherAddress && length == otherLength;
  }

  StopReason reason() {
    return new StopReason(kind.reason, address);
  }

  /** Whether reads matter. */
  boolean watchesReads() {
    return kind != Kind.WRITE;
  }

  /** An instruction reads {@code size} bytes at a physical address. */
  void readAt(long from, int size) {
    read |= watchesReads() && from < physical + length && from + size > physical;
  }

  /** What is there now is what a change is seen against. */
  void remember(DebuggedCpu cpu) {
    last = contents(cpu);
    physical = cpu.physical(address);
    read = false;
  }

  /** Whether what is watched for has happened since {@link #remember}. */
  boolean hit(DebuggedCpu cpu) {
    return read || (kind != Kind.READ && !Arrays.equals(last, contents(cpu)));
  }

  private int[] contents(DebuggedCpu cpu) {
    int[] bytes = new int[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = cpu.codeAt(address + i);
    }
    return bytes;
  }
}
