package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class FrameAllocatorTest {
  @Test
  void givesTheLowestFramesThatFit() {
    try (PhysicalMemory memory = new PhysicalMemory(AddressLayout.LARGE_PAGE_SIZE)) {
      FrameAllocator frames = new FrameAllocator(memory);
      assertEquals(0x1000, frames.allocate());
      assertEquals(0x2000, frames.allocate(3));
      assertEquals(0x5000, frames.allocate());
      frames.free(0x2000, 2);
      assertEquals(0x6000, frames.allocate(3));
      assertEquals(0x2000, frames.allocate(2));
      assertEquals(0x10000, frames.allocate(16, 16));
      assertEquals(0x9000, frames.allocate());
    }
  }

  @Test
  void givesZeroedFrames() {
    try (PhysicalMemory memory = new PhysicalMemory(AddressLayout.LARGE_PAGE_SIZE)) {
      FrameAllocator frames = new FrameAllocator(memory);
      long frame = frames.allocate(2);
      memory.ram().asSlice(frame, 0x2000).fill((byte) 0x5a);
      frames.free(frame, 2);
      frame = frames.allocate(3);
      for (int i = 0; i < 0x3000; i++) {
        assertEquals(0, memory.ram().get(ValueLayout.JAVA_BYTE, frame + i));
      }
    }
  }

  @Test
  void runsOutAndRecovers() {
    try (PhysicalMemory memory = new PhysicalMemory(AddressLayout.LARGE_PAGE_SIZE)) {
      FrameAllocator frames = new FrameAllocator(memory);
      assertEquals(512, frames.totalFrames());
      assertThrows(OutOfFramesException.class, () -> frames.allocate(512));
      long all = frames.allocate(511);
      assertEquals(0, frames.freeFrames());
      assertThrows(OutOfFramesException.class, frames::allocate);
      frames.free(all + 0x5000, 1);
      assertEquals(all + 0x5000, frames.allocate());
    }
  }

  @Test
  void refusesToFreeWhatIsFree() {
    try (PhysicalMemory memory = new PhysicalMemory(AddressLayout.LARGE_PAGE_SIZE)) {
      FrameAllocator frames = new FrameAllocator(memory);
      long frame = frames.allocate(2);
      frames.free(frame, 1);
      assertThrows(IllegalArgumentException.class, () -> frames.free(frame, 2));
      assertThrows(IllegalArgumentException.class, () -> frames.free(0, 1));
      assertThrows(IllegalArgumentException.class, () -> frames.free(1 << 21, 1));
    }
  }
}
