package io.kobox.device.catalog;

import io.kobox.device.Bus;
import io.kobox.device.DeviceModel;
import io.kobox.device.InterruptLine;
import io.kobox.device.Region;
import java.util.HashMap;
import java.util.Map;

/**
 * QEMU's pc-testdev (hw/misc/pc-testdev.c): a register of 32 bits at ports 0xe0 to 0xe3, ports from
 * 0x2000 on that raise or lower the interrupt line of that number, and 64 KB of device memory at
 * 0xff000000. A driver does the same on a real machine in {@code qemu -device pc-testdev}.
 */
public final class PcTestdev implements DeviceModel {
  private static final long MEMORY = 0xff000000L;
  private static final int MEMORY_SIZE = 0x10000;
  private static final int REGISTER = 0xe0;
  private static final int LINES = 0x2000;
  private static final int LINE_COUNT = 24;

  /** A line that leads nowhere. */
  private static final InterruptLine NOWHERE =
      new InterruptLine() {
        @Override
        public void raise() {}

        @Override
        public void lower() {}
      };

  private final Storage memory = new Storage(MEMORY_SIZE);
  private final Storage register = new Storage(Integer.BYTES);

  @Override
  public void plug(Bus bus) {
    bus.memory(MEMORY, MEMORY_SIZE, memory);
    bus.ports(REGISTER, Integer.BYTES, register);
    bus.ports(LINES, LINE_COUNT, new Lines(bus));
  }

  /** A write to port 0x2000 + N sets line N, if the machine has that for devices. */
  private static final class Lines implements Region {
    private final Bus bus;
    private final Map<Integer, InterruptLine> lines = new HashMap<>();

    private Lines(Bus bus) {
      this.bus = bus;
    }

    @Override
    public long read(long offset, int size) {
      return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
      InterruptLine line = lines.computeIfAbsent((int) offset, this::connect);
      if (value != 0) {
        line.raise();
      } else {
        line.lower();
      }
    }

    private InterruptLine connect(int number) {
      try {
        return bus.interrupt(number);
      } catch (IllegalArgumentException noSuchLine) {
        return NOWHERE;
      }
    }
  }
}
