package io.kobox.pc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.device.Board;
import io.kobox.device.InterruptLine;
import io.kobox.device.MessageInterrupt;
import io.kobox.device.PciIdentity;
import io.kobox.device.Region;
import io.kobox.device.TestBoard;
import org.junit.jupiter.api.Test;

class PciPluggedTest {
  private static final int FUNCTION = 0x80002000;
  private static final int COMMAND = FUNCTION | 4;
  private static final int BAR0 = FUNCTION | 0x10;

  private final LocalApic apic = new LocalApic(new InterruptController());
  private final PciBus bus = new PciBus(apic);
  private final Board board = new TestBoard().board;
  private boolean up;

  PciPluggedTest() {
    bus.connect(
        number ->
            new InterruptLine() {
              @Override
              public void raise() {
                up = true;
              }

              @Override
              public void lower() {
                up = false;
              }
            });
  }

  private int read(int address) {
    bus.out(PciBus.FIRST, 4, address);
    return bus.in(0xcfc, 4);
  }

  private void write(int address, int value) {
    bus.out(PciBus.FIRST, 4, address);
    bus.out(0xcfc, 4, value);
  }

  private PciPlugged plug() {
    PciPlugged function = bus.add(board, new PciIdentity(0x1234, 0x11e8, 0x10, 0x00ff00));
    function.memoryBar(
        0,
        0x1000,
        new Region() {
          @Override
          public long read(long offset, int size) {
            return 7;
          }

          @Override
          public void write(long offset, int size, long value) {}
        });
    return function;
  }

  @Test
  void itIsFoundInTheFirstSlotWhileItIsPluggedIn() {
    assertEquals(-1, read(FUNCTION));
    PciPlugged function = plug();
    assertEquals("0000:00:04.0", function.address());
    assertEquals(0x11e81234, read(FUNCTION));
    assertEquals(0x00ff0010, read(FUNCTION | 8));
    assertEquals(0x010b, read(FUNCTION | 0x3c) & 0xffff);
    function.remove();
    assertEquals(-1, read(FUNCTION));
  }

  @Test
  void aBarAnswersWhereItLiesAndWhileItIsOn() {
    PciPlugged function = plug();
    write(BAR0, -1);
    assertEquals(0xfffff000, read(BAR0));
    write(BAR0, 0x80001000);
    assertFalse(board.memory().answers(0x80001000L));
    write(COMMAND, 2);
    assertEquals(7, board.memory().read(0x80001ffcL, 4));
    write(BAR0, 0x80003000);
    assertFalse(board.memory().answers(0x80001000L));
    assertTrue(board.memory().answers(0x80003000L));
    function.remove();
    assertFalse(board.memory().answers(0x80003000L));
  }

  @Test
  void theInterruptShowsInTheStatusAndCanBeTurnedOff() {
    PciPlugged function = plug();
    function.interrupt().raise();
    assertTrue(up);
    assertEquals(8, read(COMMAND) >> 16);
    write(COMMAND, 0x400);
    assertFalse(up);
    write(COMMAND, 0);
    assertTrue(up);
    function.interrupt().lower();
    assertFalse(up);
    assertEquals(0, read(COMMAND) >> 16);
  }

  @Test
  void onlyAMasterReachesMemory() {
    PciPlugged function = plug();
    assertEquals(-1, function.dma().getInt(0));
    write(COMMAND, 4);
    assertEquals(0, function.dma().getInt(0));
  }

  @Test
  void aMessageIsSentToWhereTheKernelWantsIt() {
    PciPlugged function = plug();
    MessageInterrupt message = function.messageInterrupt();
    assertEquals(0x10, read(COMMAND) >> 16);
    int capability = FUNCTION | (read(FUNCTION | 0x34) & 0xff);
    assertEquals(0x00800005, read(capability));
    write(capability + 4, 0xfee00003);
    assertEquals(0xfee00000, read(capability + 4));
    write(capability + 12, 0x41);
    write(COMMAND, 4);
    assertFalse(message.isOn());
    message.send();
    assertFalse(apic.pending());
    write(capability, 0x00010000);
    assertTrue(message.isOn());
    function.interrupt().raise();
    assertFalse(up, "the pin is not used any more");
    message.send();
    assertEquals(0x41, apic.acknowledge());
    write(COMMAND, 0);
    message.send();
    assertFalse(apic.pending(), "it is not master of the bus");
  }

  @Test
  void aMessageToMemoryIsAWord() {
    PciPlugged function = plug();
    MessageInterrupt message = function.messageInterrupt();
    int capability = FUNCTION | (read(FUNCTION | 0x34) & 0xff);
    write(capability + 4, 0x100);
    write(capability + 12, 0x12345);
    write(capability, 0x00010000);
    write(COMMAND, 4);
    message.send();
    assertEquals(0x2345, function.dma().getInt(0x100));
  }
}
