package io.kobox.pc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PciBusTest {
  private static final int IDE = 0x80000900;

  private final PciBus bus = new PciBus(new LocalApic(new InterruptController()));

  private int read(int address) {
    bus.out(PciBus.FIRST, 4, address);
    return bus.in(0xcfc, 4);
  }

  @Test
  void functionsOfThePlainPcAnswer() {
    assertEquals(0x12378086, read(0x80000000));
    assertEquals(0x70008086, read(0x80000800));
    assertEquals(0x70108086, read(IDE));
    assertEquals(0x71138086, read(0x80000b00));
  }

  @Test
  void whereNoFunctionIsAllBitsAreOnes() {
    assertEquals(-1, read(0x80000a00));
    assertEquals(-1, read(0x80010000));
    assertEquals(-1, read(0));
  }

  @Test
  void theAddressTakesOnlyWords() {
    bus.out(PciBus.FIRST, 4, IDE);
    bus.out(PciBus.FIRST + 3, 1, 1);
    assertEquals(IDE, bus.in(PciBus.FIRST, 4));
  }

  @Test
  void aBaseAddressTellsItsSize() {
    bus.out(PciBus.FIRST, 4, IDE | 0x20);
    bus.out(0xcfc, 4, -1);
    assertEquals(0xfffffff1, bus.in(0xcfc, 4));
    bus.out(0xcfc, 4, 0xd000);
    assertEquals(0xd001, bus.in(0xcfc, 4));
  }

  @Test
  void identityCannotBeWritten() {
    bus.out(PciBus.FIRST, 4, IDE);
    bus.out(0xcfc, 4, 0);
    assertEquals(0x7010, bus.in(0xcfe, 2));
  }

  @Test
  void theStateIsTakenUpAgain() throws IOException {
    bus.out(PciBus.FIRST, 4, IDE | 0x20);
    bus.out(0xcfc, 4, 0xd000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bus.save(new DataOutputStream(bytes));
    PciBus other = new PciBus(new LocalApic(new InterruptController()));
    other.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(0xd001, other.in(0xcfc, 4));
  }
}
