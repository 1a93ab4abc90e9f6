package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a machine's memory and CPU held at one time. The CPU must not run meanwhile. */
@HostSide
public final class MachineImage {
  private final MemorySegment ram;
  private final FrameAllocator frames;
  private final PageTables tables;
  private final Cpu cpu;
  private final MemorySegment copy;
  private final CpuContext registers;

  MachineImage(PhysicalMemory memory, FrameAllocator frames, PageTables tables, Cpu cpu) {
    this.ram = memory.ram();
    this.frames = frames;
    this.tables = tables;
    this.cpu = cpu;
    long size = (long) frames.touchedFrames() << AddressLayout.PAGE_SHIFT;
    copy = Arena.ofAuto().allocate(size, AddressLayout.PAGE_SIZE);
    MemorySegment.copy(ram, 0, copy, 0, size);
    registers = cpu.newContext();
    registers.save();
  }

  /** The memory that it holds, in bytes. */
  public long size() {
    return copy.byteSize();
  }

  /** Gives the machine that memory and those registers; before its Java objects go back. */
  public void restore() {
    forgetCode();
    long size = copy.byteSize();
    MemorySegment.copy(copy, 0, ram, 0, size);
    long touched = (long) frames.touchedFrames() << AddressLayout.PAGE_SHIFT;
    ram.asSlice(size, touched - size).fill((byte) 0);
    cpu.restore(registers);
  }

  /** What is not what it was must not run as it is. */
  private void forgetCode() {
    tables.executedFrames().stream().filter(this::isOther).forEach(tables::forgetCode);
  }

  private boolean isOther(int frame) {
    long begin = (long) frame << AddressLayout.PAGE_SHIFT;
    long end = begin + AddressLayout.PAGE_SIZE;
    return end > copy.byteSize() || MemorySegment.mismatch(ram, begin, end, copy, begin, end) >= 0;
  }
}
