package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A PS/2 mouse that becomes an IntelliMouse, with a wheel, or an IntelliMouse Explorer, with five
 * buttons, by the known sequences of sample rates. It never moves.
 */
final class Mouse extends Ps2Device {
  private static final int SCALE_1_TO_1 = 0xe6;
  private static final int SCALE_2_TO_1 = 0xe7;
  private static final int SET_RESOLUTION = 0xe8;
  private static final int STATUS = 0xe9;
  private static final int STREAM_MODE = 0xea;
  private static final int READ = 0xeb;
  private static final int RESET_WRAP = 0xec;
  private static final int SET_WRAP = 0xee;
  private static final int REMOTE_MODE = 0xf0;
  private static final int IDENTIFY = 0xf2;
  private static final int SET_RATE = 0xf3;
  private static final int ENABLE = 0xf4;
  private static final int DISABLE = 0xf5;
  private static final int SET_DEFAULTS = 0xf6;
  private static final int RESET = 0xff;
  private static final int WHEEL = 3;
  private static final int FIVE_BUTTONS = 4;
  private static final int ENABLED = 0x20;
  private static final int SCALED = 0x10;

  private int status;
  private int resolution = 2;
  private int rate = 100;
  private int type;

  /** The last three rates. */
  private int rates;

  @Override
  void command(int value) {
    switch (value) {
      case SCALE_1_TO_1 -> setStatus(status & ~SCALED);
      case SCALE_2_TO_1 -> setStatus(status | SCALED);
      case STREAM_MODE, REMOTE_MODE, RESET_WRAP, SET_WRAP -> answer(ACKNOWLEDGE);
      case IDENTIFY -> answer(ACKNOWLEDGE, type);
      case SET_RESOLUTION, SET_RATE -> {
        answer(ACKNOWLEDGE);
        expectArgument(value);
      }
      case STATUS -> answer(ACKNOWLEDGE, status, resolution, rate);
      case READ -> {
        answer(ACKNOWLEDGE, 8, 0, 0);
        if (type != 0) {
          answer(0);
        }
      }
      case ENABLE -> setStatus(status | ENABLED);
      case DISABLE -> setStatus(status & ~ENABLED);
      case SET_DEFAULTS -> {
        setDefaults();
        answer(ACKNOWLEDGE);
      }
      case RESET -> {
        setDefaults();
        type = 0;
        forgetAnswers();
        answer(ACKNOWLEDGE, SELF_TEST_PASSED, type);
      }
      default -> {}
    }
  }

  private void setStatus(int value) {
    status = value;
    answer(ACKNOWLEDGE);
  }

  private void setDefaults() {
    rate = 100;
    resolution = 2;
    status = 0;
  }

  @Override
  void argument(int command, int value) {
    answer(ACKNOWLEDGE);
    if (command == SET_RESOLUTION) {
      resolution = value;
      return;
    }
    rate = value;
    rates = (rates << Byte.SIZE | value) & 0xffffff;
    if (rates == (200 << 16 | 100 << 8 | 80)) {
      type = WHEEL;
    } else if (rates == (200 << 16 | 200 << 8 | 80)) {
      type = FIVE_BUTTONS;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    super.save(out);
    for (int value : new int[] {status, resolution, rate, type, rates}) {
      out.writeInt(value);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    super.restore(in);
    status = in.readInt();
    resolution = in.readInt();
    rate = in.readInt();
    type = in.readInt();
    rates = in.readInt();
  }
}
