package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The MC146818 real-time clock with its CMOS memory, in UTC, 24 hours, BCD. */
public final class RealTimeClock implements PortDevice, Stateful {
  static final int FIRST = 0x70;
  static final int LAST = 0x71;

  private static final int SIZE = 128;
  private static final int STATUS_A = 10;
  private static final int STATUS_B = 11;
  private static final int STATUS_C = 12;
  private static final int STATUS_D = 13;
  static final int CENTURY = 50;
  private static final long SECOND = 1_000_000_000L;

  private final VirtualClock clock;
  private final long bootSeconds;
  private final byte[] memory = new byte[SIZE];
  private int index;

  /**
   * @param bootSeconds the date when the machine is switched on, in seconds since 1970
   */
  RealTimeClock(VirtualClock clock, long bootSeconds) {
    this.clock = clock;
    this.bootSeconds = bootSeconds;
    memory[STATUS_A] = 0x26;
    memory[STATUS_B] = 2;
    memory[STATUS_D] = (byte) 0x80;
  }

  @Override
  public int in(int port, int size) {
    return port == FIRST ? index : read() & 0xff;
  }

  private int read() {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(bootSeconds + clock.now() / SECOND, 0, ZoneOffset.UTC);
    return switch (index) {
      case 0 -> bcd(time.getSecond());
      case 2 -> bcd(time.getMinute());
      case 4 -> bcd(time.getHour());
      case 6 -> bcd(time.getDayOfWeek().getValue() % 7 + 1);
      case 7 -> bcd(time.getDayOfMonth());
      case 8 -> bcd(time.getMonthValue());
      case 9 -> bcd(time.getYear() % 100);
      case CENTURY -> bcd(time.getYear() / 100);
      case STATUS_C -> 0;
      default -> memory[index];
    };
  }

  private static int bcd(int value) {
    return (value / 10) << 4 | value % 10;
  }

  @Override
  public void out(int port, int size, int value) {
    if (port == FIRST) {
      index = value & SIZE - 1;
    } else if (index != STATUS_C && index != STATUS_D) {
      memory[index] = (byte) value;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(memory);
    out.writeInt(index);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(memory);
    index = in.readInt();
  }
}
