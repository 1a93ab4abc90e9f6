package io.kobox.device.catalog;

import io.kobox.device.Bus;
import io.kobox.device.DeviceModel;
import io.kobox.device.Dma;
import io.kobox.device.InterruptLine;
import io.kobox.device.MessageInterrupt;
import io.kobox.device.PciIdentity;
import io.kobox.device.PciSlot;
import io.kobox.device.Region;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's educational PCI device (docs/specs/edu.rst): it inverts a number, computes factorials,
 * raises interrupts, by its pin or by messages, and copies between the machine's memory and a
 * buffer of its own. Of QEMU's it differs in this: a transfer beyond its buffer is dropped where
 * QEMU ends.
 */
public final class Edu implements DeviceModel, Region {
  private static final PciIdentity IDENTITY = new PciIdentity(0x1234, 0x11e8, 0x10, 0x00ff00);
  private static final long BAR_SIZE = 1 << 20;
  private static final int IDENTIFICATION = 0x010000ed;
  private static final int COMPUTING = 1;
  private static final int FACTORIAL_INTERRUPTS = 0x80;
  private static final int FACTORIAL_INTERRUPT = 1;
  private static final int DMA_INTERRUPT = 0x100;
  private static final int DMA_RUN = 1;
  private static final int DMA_TO_RAM = 2;
  private static final int DMA_INTERRUPTS = 4;
  private static final int BUFFER = 0x40000;
  private static final int BUFFER_SIZE = 4096;

  /** From here on a register may be accessed with 8 bytes. */
  private static final int WIDE = 0x80;

  private static final long FACTORIAL_STEP = 1_000;
  private static final long DMA_TIME = 100_000_000;
  private static final long DEFAULT_MASK = (1 << 28) - 1;
  private static final long ALL_ONES = -1;
  private static final long WORD = 0xffffffffL;

  private final long dmaMask;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private @Nullable Bus bus;
  private @Nullable InterruptLine line;
  private @Nullable MessageInterrupt message;
  private @Nullable Dma dma;
  private int liveness;
  private int factorial;
  private int status;
  private int interrupts;
  private long source;
  private long destination;
  private long count;
  private long command;

  /** {@code dma_mask=}: the addresses that it can transfer to, 28 bits if not given. */
  public Edu(Properties properties) {
    dmaMask = properties.number("dma_mask", DEFAULT_MASK);
  }

  @Override
  public void plug(Bus newBus) {
    bus = newBus;
    PciSlot slot = newBus.pci(IDENTITY);
    slot.memoryBar(0, BAR_SIZE, this);
    line = slot.interrupt();
    message = slot.messageInterrupt();
    dma = slot.dma();
  }

  @Override
  public long read(long offset, int size) {
    if (offset < WIDE && size != Integer.BYTES) {
      return ALL_ONES;
    }
    return switch ((int) offset) {
      case 0x00 -> IDENTIFICATION;
      case 0x04 -> liveness;
      case 0x08 -> factorial;
      case 0x20 -> status;
      case 0x24 -> interrupts;
      case 0x80 -> source;
      case 0x84 -> source >>> Integer.SIZE;
      case 0x88 -> destination;
      case 0x8c -> destination >>> Integer.SIZE;
      case 0x90 -> count;
      case 0x94 -> count >>> Integer.SIZE;
      case 0x98 -> command;
      case 0x9c -> 0;
      default -> ALL_ONES;
    };
  }

  @Override
  public void write(long offset, int size, long value) {
    if (size != Integer.BYTES) {
      return;
    }
    switch ((int) offset) {
      case 0x04 -> liveness = (int) ~value;
      case 0x08 -> compute((int) value);
      case 0x20 -> status = (status & COMPUTING) | ((int) value & FACTORIAL_INTERRUPTS);
      case 0x60 -> raise((int) value);
      case 0x64 -> acknowledge((int) value);
      default -> transferRegister((int) offset, value);
    }
  }

  private void compute(int number) {
    Bus connected = bus;
    if ((status & COMPUTING) != 0 || connected == null) {
      return;
    }
    factorial = number;
    status |= COMPUTING;
    connected.after(FACTORIAL_STEP * Math.clamp(number & WORD, 1, 34), this::computed);
  }

  /** Of 34 on all factorials are 0 in 32 bits. */
  private void computed() {
    int result = 1;
    for (long number = factorial & WORD; number > 0 && result != 0; number--) {
      result *= (int) number;
    }
    factorial = result;
    status &= ~COMPUTING;
    if ((status & FACTORIAL_INTERRUPTS) != 0) {
      raise(FACTORIAL_INTERRUPT);
    }
  }

  private void raise(int bits) {
    interrupts |= bits;
    InterruptLine wired = line;
    MessageInterrupt sent = message;
    if (interrupts == 0 || wired == null || sent == null) {
      return;
    }
    if (sent.isOn()) {
      sent.send();
    } else {
      wired.raise();
    }
  }

  private void acknowledge(int bits) {
    interrupts &= ~bits;
    InterruptLine wired = line;
    MessageInterrupt sent = message;
    if (interrupts == 0 && wired != null && sent != null && !sent.isOn()) {
      wired.lower();
    }
  }

  /** They cannot be changed while a transfer runs. */
  private void transferRegister(int offset, long value) {
    Bus connected = bus;
    if ((command & DMA_RUN) != 0 || connected == null) {
      return;
    }
    switch (offset) {
      case 0x80 -> source = low(source, value);
      case 0x84 -> source = high(source, value);
      case 0x88 -> destination = low(destination, value);
      case 0x8c -> destination = high(destination, value);
      case 0x90 -> count = low(count, value);
      case 0x94 -> count = high(count, value);
      case 0x98 -> {
        if ((value & DMA_RUN) != 0) {
          command = value;
          connected.after(DMA_TIME, this::transferred);
        }
      }
      default -> {}
    }
  }

  private static long low(long register, long value) {
    return (register & ~WORD) | value;
  }

  private static long high(long register, long value) {
    return (register & WORD) | value << Integer.SIZE;
  }

  private void transferred() {
    boolean toRam = (command & DMA_TO_RAM) != 0;
    long at = (toRam ? source : destination) - BUFFER;
    Dma memory = dma;
    if (memory != null && at >= 0 && count >= 0 && count <= BUFFER_SIZE - at) {
      if (toRam) {
        byte[] bytes = new byte[(int) count];
        System.arraycopy(buffer, (int) at, bytes, 0, bytes.length);
        memory.write(destination & dmaMask, bytes);
      } else {
        byte[] bytes = memory.read(source & dmaMask, (int) count);
        System.arraycopy(bytes, 0, buffer, (int) at, bytes.length);
      }
    }
    boolean interrupt = (command & DMA_INTERRUPTS) != 0;
    command &= ~DMA_RUN;
    if (interrupt) {
      raise(DMA_INTERRUPT);
    }
  }
}
