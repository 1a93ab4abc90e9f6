package io.kobox.pc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import org.junit.jupiter.api.Test;

/** What Intel's manual says of a local APIC. */
class LocalApicTest {
  private static final int TPR = 0x80;
  private static final int PPR = 0xa0;
  private static final int EOI = 0xb0;
  private static final int LDR = 0xd0;
  private static final int DFR = 0xe0;
  private static final int SVR = 0xf0;
  private static final int ISR = 0x100;
  private static final int IRR = 0x200;
  private static final int ESR = 0x280;
  private static final int ICR = 0x300;
  private static final int LINT0 = 0x350;
  private static final long MESSAGE = LocalApic.ADDRESS;

  private final InterruptController pics = new InterruptController();
  private final LocalApic apic = new LocalApic(pics);

  private int read(int register) {
    return (int) apic.read(register, 4);
  }

  private void write(int register, int value) {
    apic.write(register, 4, value & 0xffffffffL);
  }

  /** Has the first 8259A deliver vectors from 0x30 on. */
  private void wireLine0() {
    for (int[] each : new int[][] {{0x20, 0x11}, {0x21, 0x30}, {0x21, 4}, {0x21, 1}, {0x21, 0}}) {
      pics.out(each[0], 1, each[1]);
    }
  }

  @Test
  void thePicsInterruptThroughItUnlessThePinIsMasked() {
    wireLine0();
    pics.pulse(0);
    assertTrue(apic.pending());
    write(LINT0, 0x10700);
    assertFalse(apic.pending());
    assertEquals(LocalApic.NONE, apic.acknowledge());
    write(LINT0, 0x700);
    assertEquals(0x30, apic.acknowledge());
    assertEquals(0, read(ISR + 0x10), "the APIC has no part in it");
  }

  @Test
  void aMessageIsServedOnce() {
    apic.message(MESSAGE, 0x41);
    assertEquals(2, read(IRR + 0x20));
    assertEquals(0x41, apic.acknowledge());
    assertEquals(0, read(IRR + 0x20));
    assertEquals(2, read(ISR + 0x20));
    assertEquals(0x40, read(PPR));
    assertFalse(apic.pending());
    write(EOI, 0);
    assertEquals(0, read(ISR + 0x20));
    assertFalse(apic.pending());
  }

  @Test
  void onlyAHigherClassInterruptsTheHandler() {
    apic.message(MESSAGE, 0x41);
    apic.acknowledge();
    apic.message(MESSAGE, 0x4f);
    assertFalse(apic.pending());
    apic.message(MESSAGE, 0x51);
    assertEquals(0x51, apic.acknowledge());
    write(EOI, 0);
    assertFalse(apic.pending());
    write(EOI, 0);
    assertEquals(0x4f, apic.acknowledge());
  }

  @Test
  void thePriorityOfTheTaskHoldsInterruptsBack() {
    write(TPR, 0x40);
    apic.message(MESSAGE, 0x41);
    assertFalse(apic.pending());
    write(TPR, 0x3f);
    assertTrue(apic.pending());
  }

  @Test
  void messagesAreForWhomTheyName() {
    apic.message(MESSAGE | (1 << 12), 0x41);
    assertFalse(apic.pending());
    apic.message(MESSAGE | (0xff << 12), 0x41);
    assertTrue(apic.pending());
    write(LDR, 0x02000000);
    apic.message(MESSAGE | (1 << 12) | 4, 0x61);
    assertEquals(0x41, apic.acknowledge());
    assertFalse(apic.pending());
    apic.message(MESSAGE | (3 << 12) | 4, 0x61);
    assertEquals(0x61, apic.acknowledge());
    write(DFR, 0);
    write(LDR, 0x12000000);
    apic.message(MESSAGE | (0x22 << 12) | 4, 0x71);
    assertFalse(apic.pending());
    apic.message(MESSAGE | (0x13 << 12) | 4, 0x71);
    assertTrue(apic.pending());
  }

  @Test
  void theCpuInterruptsItself() {
    write(ICR, 0x000400f6); // to itself
    assertEquals(0xf6, apic.acknowledge());
    write(EOI, 0);
    write(ICR, 0x000800f5); // to all
    assertEquals(0xf5, apic.acknowledge());
    write(EOI, 0);
    write(ICR, 0x000c00f4); // to all others
    write(ICR, 0x000004f4); // an NMI
    assertFalse(apic.pending());
    assertEquals(0, read(ICR) & (1 << 12), "nothing is under way");
  }

  @Test
  void vectorsOfExceptionsAreErrors() {
    write(0x370, 0xfe);
    write(ICR, 0x0004000f);
    assertEquals(0xfe, apic.acknowledge());
    write(ESR, 0);
    assertEquals(1 << 5, read(ESR));
    apic.message(MESSAGE, 0);
    write(ESR, 0);
    assertEquals(1 << 6, read(ESR));
    write(ESR, 0);
    assertEquals(0, read(ESR));
  }

  @Test
  void turnedOffItMasksItsPins() {
    wireLine0();
    apic.message(MESSAGE, 0x41);
    pics.pulse(0);
    write(SVR, 0xff);
    assertFalse(apic.pending());
    assertEquals(0x10700, read(LINT0));
    write(LINT0, 0x700);
    assertEquals(0x10700, read(LINT0));
    write(SVR, 0x1ff);
    assertEquals(0x41, apic.acknowledge());
  }

  @Test
  void itIsKept() throws Exception {
    write(TPR, 0x10);
    write(LDR, 0x01000000);
    apic.message(MESSAGE, 0x41);
    apic.message(MESSAGE, 0x8051);
    apic.acknowledge();
    LocalApic other = new LocalApic(pics);
    other.restore(new DataInputStream(new ByteArrayInputStream(saved(apic))));
    assertArrayEquals(saved(apic), saved(other));
    for (int register = 0; register < 0x400; register += 16) {
      assertEquals(apic.read(register, 4), other.read(register, 4), Integer.toHexString(register));
    }
  }

  private static byte[] saved(LocalApic apic) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    apic.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
