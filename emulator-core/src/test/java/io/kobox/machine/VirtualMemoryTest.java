package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualMemoryTest {
  private static final long DATA = TestMachine.DATA;
  private static final long END = TestMachine.DATA + 0x2000;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xff9, 0xffc, 0xfff})
  void readsWhatItWroteAtAnyAlignment(long offset) {
    try (TestMachine test = new TestMachine()) {
      VirtualMemory memory = test.machine.memory();
      memory.putLong(DATA + offset, 0x8877665544332211L);
      assertEquals(0x8877665544332211L, memory.getLong(DATA + offset));
      assertEquals(0x44332211, memory.getInt(DATA + offset));
      assertEquals(0x2211, memory.getShort(DATA + offset));
      assertEquals(0x11, memory.getByte(DATA + offset));
      memory.putInt(DATA + offset + 1, 0x01020304);
      memory.putShort(DATA + offset + 5, (short) 0x0506);
      memory.putByte(DATA + offset, (byte) 0);
      assertEquals(0x8805060102030400L, memory.getLong(DATA + offset));
    }
  }

  @Test
  void pagesNeedNotBeContiguousInPhysicalMemory() {
    try (TestMachine test = new TestMachine()) {
      long second = test.machine.frames().allocate();
      long first = test.machine.frames().allocate();
      long virtual = AddressLayout.VMALLOC + 0x200000;
      test.machine.tables().map(virtual, first, 0x1000, Protection.READ_WRITE);
      test.machine.tables().map(virtual + 0x1000, second, 0x1000, Protection.READ_WRITE);
      byte[] bytes = pattern();
      test.machine.memory().write(virtual, bytes);
      assertArrayEquals(bytes, test.machine.memory().bytes(virtual, bytes.length));
      VirtualMemory memory = test.machine.memory();
      assertEquals(bytes[0x1000], memory.getByte(AddressLayout.DIRECT_MAP + second));
      assertEquals(bytes[0xfff], memory.getByte(AddressLayout.DIRECT_MAP + first + 0xfff));
    }
  }

  @Test
  void faultsAsTheCpuDoes() {
    try (TestMachine test = new TestMachine()) {
      VirtualMemory memory = test.machine.memory();
      assertFault(END, false, () -> memory.getInt(END - 2));
      assertFault(END, true, () -> memory.putInt(END - 2, -1));
      assertEquals(0, memory.getShort(END - 2));
      assertFault(TestMachine.CODE, true, () -> memory.putByte(TestMachine.CODE, (byte) 1));
      assertFault(0, false, () -> memory.string(0));
      assertFault(1L << 62, true, () -> memory.putLong(1L << 62, 1));
      assertFault(END, true, () -> memory.fill(DATA, 0x3000, (byte) 1));
      assertFault(END, false, () -> memory.copy(END - 8, DATA, 16));
      long past = AddressLayout.DIRECT_MAP + test.machine.physicalMemory().size();
      assertFault(past, false, () -> memory.getByte(past));
      assertFault(past, true, () -> memory.putLong(past - 4, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0x800, 0x1800", "0x800, 0, 0x1800", "0x10, 0x11, 0x1f00", "0x11, 0x10, 0x1f00"})
  void copiesOverlappingRanges(String from, String to, String length) {
    int source = Integer.decode(from);
    int target = Integer.decode(to);
    int count = Integer.decode(length);
    try (TestMachine test = new TestMachine()) {
      byte[] bytes = pattern();
      test.machine.memory().write(DATA, bytes);
      test.machine.memory().copy(DATA + source, DATA + target, count);
      System.arraycopy(bytes, source, bytes, target, count);
      assertArrayEquals(bytes, test.machine.memory().bytes(DATA, bytes.length));
    }
  }

  @Test
  void seesProtectionChangesAtOnce() {
    try (TestMachine test = new TestMachine()) {
      VirtualMemory memory = test.machine.memory();
      memory.putByte(DATA, (byte) 1);
      test.machine.tables().protect(DATA, 0x1000, Protection.READ_ONLY);
      assertFault(DATA, true, () -> memory.putByte(DATA, (byte) 2));
      memory.writeProtected(DATA, new byte[] {3});
      assertEquals(3, memory.getByte(DATA));
      test.machine.tables().unmap(DATA, 0x1000);
      assertFault(DATA, false, () -> memory.getByte(DATA));
      assertFault(DATA, true, () -> memory.writeProtected(DATA, new byte[] {4}));
    }
  }

  @Test
  void theDirectMapShowsAllOfPhysicalMemory() {
    try (TestMachine test = new TestMachine()) {
      VirtualMemory memory = test.machine.memory();
      long last = AddressLayout.DIRECT_MAP + test.machine.physicalMemory().size() - 8;
      memory.putLong(last, 5);
      // mov rax, [rdi]; mov [rdi], rsi; ret
      long function = test.code("48 8b 07 48 89 37 c3");
      assertEquals(5, test.machine.calls().call(function, last, 6));
      assertEquals(6, memory.getLong(last));
    }
  }

  @Test
  void oneDirectMapPageCanBeProtected() {
    try (TestMachine test = new TestMachine()) {
      VirtualMemory memory = test.machine.memory();
      long page = AddressLayout.DIRECT_MAP + test.machine.frames().allocate();
      memory.putLong(page, 9);
      test.machine.tables().protect(page, 0x1000, Protection.READ_ONLY);
      assertEquals(9, memory.getLong(page));
      assertFault(page, true, () -> memory.putLong(page, 1));
      memory.putLong(page + 0x1000, 1);
      memory.putLong(page - 8, 1);
      long store = test.code("48 89 37 c3");
      assertEquals(0, test.stops.size());
      assertThrows(
          TestMachine.Unwound.class, () -> test.machine.calls().call(store, page + 0x10, 1));
      assertEquals(new Stop.PageFault(store, page + 0x10, 3), test.stops.getFirst());
    }
  }

  private static byte[] pattern() {
    byte[] bytes = new byte[0x2000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i >> 4) ^ (i * 3));
    }
    return bytes;
  }

  private static void assertFault(long address, boolean write, Runnable access) {
    PageFaultException fault = assertThrows(PageFaultException.class, access::run);
    assertEquals(address, fault.address());
    assertEquals(write, fault.write());
  }
}
