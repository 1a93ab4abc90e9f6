package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntConsumer;

/** A 16550A serial port whose sent bytes go to {@code output}; nothing is ever received. */
public final class SerialPort implements PortDevice, Stateful {
  private static final int REGISTERS = 8;
  private static final int INTERRUPT_ENABLE = 1;
  private static final int INTERRUPT_ID = 2;
  private static final int LINE_CONTROL = 3;
  private static final int MODEM_CONTROL = 4;
  private static final int LINE_STATUS = 5;
  private static final int MODEM_STATUS = 6;
  private static final int SCRATCH = 7;
  private static final int DIVISOR_LATCH = 0x80;
  private static final int LOOPBACK = 0x10;
  private static final int SENDER_EMPTY = 0x60;
  private static final int SENDER_INTERRUPT = 2;
  private static final int CONNECTED = 0xb0;

  private final InterruptController interrupts;
  private final int line;
  private final IntConsumer output;
  private final int[] registers = new int[REGISTERS];
  private int divisor = 12;
  private int fifo;
  private boolean senderInterrupt;

  SerialPort(InterruptController interrupts, int line, IntConsumer output) {
    this.interrupts = interrupts;
    this.line = line;
    this.output = output;
  }

  @Override
  public int in(int port, int size) {
    int register = port & REGISTERS - 1;
    boolean latched = (registers[LINE_CONTROL] & DIVISOR_LATCH) != 0;
    return switch (register) {
      case 0 -> latched ? divisor & 0xff : 0;
      case INTERRUPT_ENABLE -> latched ? divisor >> 8 : registers[INTERRUPT_ENABLE];
      case INTERRUPT_ID -> interruptId();
      case LINE_STATUS -> SENDER_EMPTY;
      case MODEM_STATUS -> modemStatus();
      default -> registers[register];
    };
  }

  private int interruptId() {
    int id = fifo | 1;
    if (senderInterrupt) {
      id = fifo | 2;
      senderInterrupt = false;
      update();
    }
    return id;
  }

  private int modemStatus() {
    int control = registers[MODEM_CONTROL];
    if ((control & LOOPBACK) == 0) {
      return CONNECTED;
    }
    return (control & 0x0c) << 4 | (control & 2) << 3 | (control & 1) << 5;
  }

  @Override
  public void out(int port, int size, int value) {
    int register = port & REGISTERS - 1;
    int bits = value & 0xff;
    boolean latched = (registers[LINE_CONTROL] & DIVISOR_LATCH) != 0;
    switch (register) {
      case 0 -> {
        if (latched) {
          divisor = (divisor & 0xff00) | bits;
        } else {
          send(bits);
        }
      }
      case INTERRUPT_ENABLE -> {
        if (latched) {
          divisor = (divisor & 0xff) | bits << 8;
        } else {
          registers[INTERRUPT_ENABLE] = bits & 0x0f;
          senderInterrupt = (bits & SENDER_INTERRUPT) != 0;
          update();
        }
      }
      case INTERRUPT_ID -> fifo = (bits & 1) != 0 ? 0xc0 : 0;
      case LINE_CONTROL, MODEM_CONTROL, SCRATCH -> registers[register] = bits;
      default -> {}
    }
  }

  private void send(int value) {
    if ((registers[MODEM_CONTROL] & LOOPBACK) == 0) {
      output.accept(value);
    }
    senderInterrupt = true;
    update();
  }

  private void update() {
    boolean enabled = (registers[INTERRUPT_ENABLE] & SENDER_INTERRUPT) != 0;
    interrupts.setLine(line, enabled && senderInterrupt);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int register : registers) {
      out.writeInt(register);
    }
    out.writeInt(divisor);
    out.writeInt(fifo);
    out.writeBoolean(senderInterrupt);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < registers.length; i++) {
      registers[i] = in.readInt();
    }
    divisor = in.readInt();
    fifo = in.readInt();
    senderInterrupt = in.readBoolean();
  }
}
