package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a machine's memory and CPU held at one time. The CPU must not run meanwhile. */
@HostSide
public final class MachineImage {
  private final MemorySegment ram;
  private final FrameAllocator frames;
  private final Cpu cpu;
  private final MemorySegment copy;
  private final CpuContext registers;

  MachineImage(PhysicalMemory memory, FrameAllocator frames, Cpu cpu) {
    this.ram = memory.ram();
    this.frames = frames;
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
    long size = copy.byteSize();
    MemorySegment.copy(copy, 0, ram, 0, size);
    long touched = (long) frames.touchedFrames() << AddressLayout.PAGE_SHIFT;
    ram.asSlice(size, touched - size).fill((byte) 0);
    cpu.restore(registers);
  }
}
