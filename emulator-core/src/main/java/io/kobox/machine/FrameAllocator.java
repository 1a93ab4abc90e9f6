package io.kobox.machine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * Hands out page frames of physical memory, always the lowest that fit, zeroed. Frame 0 is never
 * handed out, so that a physical address of 0 can mean none.
 */
public final class FrameAllocator {
  private final PhysicalMemory memory;
  private final int frames;
  private final BitSet used = new BitSet();

  /** Below this frame everything is used. */
  private int lowestFree = 1;

  /** From this frame on nothing was ever handed out, so it is still zero. */
  private int untouched = 1;

  private int free;

  public FrameAllocator(PhysicalMemory memory) {
    this.memory = memory;
    this.frames = Math.toIntExact(memory.size() >> AddressLayout.PAGE_SHIFT);
    this.free = frames - 1;
    used.set(0);
  }

  /** The physical address of one zeroed frame. */
  public long allocate() {
    return allocate(1);
  }

  /** The physical address of {@code count} contiguous zeroed frames. */
  public long allocate(int count) {
    return allocate(count, 1);
  }

  /** As {@link #allocate(int)}; the first frame's number is a multiple of {@code alignment}. */
  public long allocate(int count, int alignment) {
    if (count <= 0 || count > free) {
      throw new OutOfFramesException(count);
    }
    int start = alignUp(used.nextClearBit(lowestFree), alignment);
    while (start + (long) count <= frames) {
      int nextUsed = used.nextSetBit(start);
      if (nextUsed < 0 || nextUsed >= start + count) {
        return take(start, count);
      }
      start = alignUp(used.nextClearBit(nextUsed), alignment);
    }
    throw new OutOfFramesException(count);
  }

  /** Gives frames back; {@code address} and {@code count} may be part of an allocation. */
  public void free(long address, int count) {
    int start = (int) (address >> AddressLayout.PAGE_SHIFT);
    if (count <= 0 || start <= 0 || (long) start + count > frames) {
      throw new IllegalArgumentException("no such frames: 0x" + Long.toHexString(address));
    }
    int firstFree = used.nextClearBit(start);
    if (firstFree < start + count) {
      throw new IllegalArgumentException(
          "frame is free already: 0x" + Long.toHexString((long) firstFree << 12));
    }
    used.clear(start, start + count);
    lowestFree = Math.min(lowestFree, start);
    free += count;
  }

  /** Fills the frame at {@code address} from its start on. */
  public void fill(long address, byte[] content, int length) {
    MemorySegment.copy(content, 0, memory.ram(), ValueLayout.JAVA_BYTE, address, length);
  }

  /** Copies one frame to another. */
  public void copy(long from, long to) {
    MemorySegment.copy(memory.ram(), from, memory.ram(), to, AddressLayout.PAGE_SIZE);
  }

  /** How many frames are free. */
  public int freeFrames() {
    return free;
  }

  /** How many frames there are. */
  public int totalFrames() {
    return frames;
  }

  /** How many frames, from the first on, may hold something else than zeros. */
  int touchedFrames() {
    return untouched;
  }

  private long take(int start, int count) {
    used.set(start, start + count);
    free -= count;
    lowestFree = used.nextClearBit(lowestFree);
    long address = (long) start << AddressLayout.PAGE_SHIFT;
    int touched = Math.min(start + count, untouched) - start;
    if (touched > 0) {
      memory.ram().asSlice(address, (long) touched << AddressLayout.PAGE_SHIFT).fill((byte) 0);
    }
    untouched = Math.max(untouched, start + count);
    return address;
  }

  private static int alignUp(int frame, int alignment) {
    return (frame + alignment - 1) / alignment * alignment;
  }
}
