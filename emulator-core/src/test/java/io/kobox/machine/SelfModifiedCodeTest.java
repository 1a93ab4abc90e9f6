package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Code that changes after it ran: the CPU's translations must follow. */
class SelfModifiedCodeTest {
  private static final String RETURN_1 = "b8 01 00 00 00 c3";
  private static final String RETURN_2 = "b8 02 00 00 00 c3";

  @Test
  void patchedByJava() {
    try (TestMachine test = new TestMachine()) {
      long function = test.code(RETURN_1);
      for (int i = 0; i < 100; i++) {
        test.poke(function + 1, "%02x".formatted(i));
        assertEquals(i, test.machine.calls().call(function));
      }
    }
  }

  @Test
  void patchedAcrossTwoPages() {
    try (TestMachine test = new TestMachine()) {
      long function = TestMachine.CODE + 0xffe;
      test.poke(function, RETURN_1);
      assertEquals(1, test.machine.calls().call(function));
      test.poke(function, "b8 02 03 00 00 c3");
      assertEquals(0x302, test.machine.calls().call(function));
    }
  }

  @Test
  void writtenByJavaToAWritablePage() {
    try (TestMachine test = new TestMachine()) {
      long page = AddressLayout.MODULES + 0x100000;
      test.map(page, 0x1000, Protection.ALL);
      VirtualMemory memory = test.machine.memory();
      for (int i = 1; i < 10; i++) {
        memory.putByte(page, (byte) 0xb8);
        memory.putInt(page + 1, i);
        memory.putByte(page + 5, (byte) 0xc3);
        assertEquals(i, test.machine.calls().call(page));
      }
    }
  }

  @Test
  void writtenByTheGuest() {
    try (TestMachine test = new TestMachine()) {
      long page = AddressLayout.MODULES + 0x100000;
      test.map(page, 0x1000, Protection.ALL);
      test.poke(page, RETURN_1);
      assertEquals(1, test.machine.calls().call(page));
      long store = test.code("40 88 77 01 c3"); // mov [rdi + 1], sil; ret
      test.machine.calls().call(store, page, 9);
      assertEquals(9, test.machine.calls().call(page));
    }
  }

  @Test
  void anotherModuleInTheSameFramesAndAtTheSameAddress() {
    try (TestMachine test = new TestMachine()) {
      PageTables tables = test.machine.tables();
      VirtualMemory memory = test.machine.memory();
      long page = AddressLayout.MODULES + 0x100000;
      for (int i = 0; i < 10; i++) {
        long frame = test.machine.frames().allocate();
        tables.map(page, frame, 0x1000, Protection.READ_WRITE);
        memory.write(page, new byte[] {(byte) 0xb8, (byte) i, 0, 0, 0, (byte) 0xc3});
        tables.protect(page, 0x1000, Protection.READ_EXECUTE);
        assertEquals(i, test.machine.calls().call(page));
        tables.unmap(page, 0x1000);
        test.machine.frames().free(frame, 1);
      }
    }
  }

  @Test
  void remappedToAnotherFrame() {
    try (TestMachine test = new TestMachine()) {
      PageTables tables = test.machine.tables();
      long page = AddressLayout.MODULES + 0x100000;
      long[] frames = {test.machine.frames().allocate(), test.machine.frames().allocate()};
      String[] codes = {RETURN_1, RETURN_2};
      for (int i = 0; i < 10; i++) {
        tables.map(page, frames[i % 2], 0x1000, Protection.READ_EXECUTE);
        if (i < 2) {
          test.poke(page, codes[i]);
        }
        assertEquals(i % 2 + 1, test.machine.calls().call(page));
      }
    }
  }

  @Test
  void becomesDataAgain() {
    try (TestMachine test = new TestMachine()) {
      long page = AddressLayout.MODULES + 0x100000;
      test.map(page, 0x1000, Protection.READ_EXECUTE);
      test.poke(page, RETURN_1);
      assertEquals(1, test.machine.calls().call(page));
      test.machine.tables().protect(page, 0x1000, Protection.READ_WRITE);
      assertEquals(new Stop.PageFault(page, page, 0x11), test.machine.cpu().run(page));
    }
  }
}
