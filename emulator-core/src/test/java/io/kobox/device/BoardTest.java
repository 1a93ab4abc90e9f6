package io.kobox.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final TestBoard machine = new TestBoard();
  private final Board board = machine.board;

  /** Answers with the offset; what is written ends up in a field. */
  private static final class Probe implements Region {
    private long written;

    @Override
    public long read(long offset, int size) {
      return 0xaabbccdd11223300L + offset;
    }

    @Override
    public void write(long offset, int size, long value) {
      written = value;
    }
  }

  @Test
  void regionsAnswerWithAsManyBytesAsAreRead() {
    board.plug("probe", bus -> bus.memory(0x10000, 0x100, new Probe()));
    assertEquals(0x04, board.memory().read(0x10004, 1));
    assertEquals(0x11223304, board.memory().read(0x10004, 4));
    assertEquals(0x1122330c_11223308L, board.memory().read(0x10008, 8));
  }

  @Test
  void writesComeWithoutWhatIsBeyondTheirSize() {
    Probe probe = new Probe();
    board.plug("probe", bus -> bus.ports(0x300, 4, probe));
    board.ports().write(0x301, 2, 0x12345678);
    assertEquals(0x5678, probe.written);
  }

  @Test
  void whereNobodyAnswersAllBitsAreOnes() {
    assertEquals(0xff, board.memory().read(0x5000, 1));
    assertEquals(-1, board.memory().read(0x5000, 8));
    board.plug("probe", bus -> bus.memory(0x10000, 0x100, new Probe()));
    board.unplug("probe");
    assertEquals(0xffffffffL, board.memory().read(0x10000, 4));
  }

  @Test
  void whatIsTakenIsRefusedAndNothingOfTheDeviceStays() {
    board.plug("first", bus -> bus.memory(0x10000, 0x100, new Probe()));
    DeviceModel second =
        bus -> {
          bus.ports(0x300, 8, new Probe());
          bus.memory(0x100ff, 1, new Probe());
        };
    assertThrows(IllegalArgumentException.class, () -> board.plug("second", second));
    assertEquals(List.of("first"), board.names());
    assertEquals(0xff, board.ports().read(0x300, 1));
    board.unplug("first");
    board.plug("second", second);
    assertEquals(
        List.of("io 0x0300-0x0307", "mem 0x000100ff-0x000100ff"), board.describe("second"));
  }

  @Test
  void memoryPortsAndLinesOfTheMachineAreNotForDevices() {
    for (DeviceModel each :
        List.<DeviceModel>of(
            bus -> bus.memory(0x800, 16, new Probe()),
            bus -> bus.ports(0x5e, 4, new Probe()),
            bus -> bus.ports(0xffff, 2, new Probe()),
            bus -> bus.interrupt(4),
            bus -> bus.pci(new PciIdentity(1, 2, 0, 0)))) {
      assertThrows(IllegalArgumentException.class, () -> board.plug("device", each));
    }
  }

  @Test
  void actionsRunWhenTheirTimeHasComeUnlessTheDeviceIsGone() {
    int[] ran = {0};
    DeviceModel device =
        bus -> {
          bus.after(200, () -> ran[0] += 10);
          bus.after(100, () -> ran[0] += 1);
        };
    board.plug("device", device);
    assertEquals(100, board.due());
    machine.advance(100);
    assertEquals(1, ran[0]);
    board.unplug("device");
    machine.advance(100);
    assertEquals(1, ran[0]);
    assertEquals(Board.NEVER, board.due());
  }

  @Test
  void dmaReachesMemoryAndNothingElse() {
    Dma dma = new Dma(machine.ram(), () -> true);
    dma.putInt(4092, 0x11223344);
    assertEquals(0xffffffff_11223344L, dma.getLong(4092));
    dma.putLong(-4, 5);
    Dma forbidden = new Dma(machine.ram(), () -> false);
    forbidden.putInt(4092, 0);
    assertEquals(-1, forbidden.getInt(4092));
    assertEquals(0x11223344, dma.getInt(4092));
  }
}
