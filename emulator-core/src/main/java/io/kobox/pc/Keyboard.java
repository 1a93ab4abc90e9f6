package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An AT keyboard behind a controller that translates (IBM PS/2 Hardware Interface Technical
 * Reference, "Keyboards").
 */
final class Keyboard extends Ps2Device {
  private static final int SET_LEDS = 0xed;
  private static final int ECHO = 0xee;
  private static final int SCAN_CODE_SET = 0xf0;
  private static final int IDENTIFY = 0xf2;
  private static final int SET_REPEAT = 0xf3;
  private static final int ENABLE = 0xf4;
  private static final int DISABLE = 0xf5;
  private static final int SET_DEFAULTS = 0xf6;
  private static final int RESET = 0xff;
  private static final int DEFAULT_SET = 2;

  /** The name of scan code set 2, translated: 0x41. */
  private static final int[] SET_NAMES = {0, 0x43, 0x41, 0x3f};

  private int scanCodeSet = DEFAULT_SET;

  @Override
  void command(int value) {
    switch (value) {
      case SET_LEDS, SCAN_CODE_SET, SET_REPEAT -> {
        answer(ACKNOWLEDGE);
        expectArgument(value);
      }
      case ECHO -> answer(ECHO);
      case IDENTIFY -> answer(ACKNOWLEDGE, 0xab, 0x41);
      case ENABLE, DISABLE, SET_DEFAULTS -> answer(ACKNOWLEDGE);
      case RESET -> {
        scanCodeSet = DEFAULT_SET;
        forgetAnswers();
        answer(ACKNOWLEDGE, SELF_TEST_PASSED);
      }
      default -> answer(RESEND);
    }
  }

  @Override
  void argument(int command, int value) {
    answer(ACKNOWLEDGE);
    if (command == SCAN_CODE_SET) {
      if (value == 0) {
        answer(SET_NAMES[scanCodeSet]);
      } else if (value < SET_NAMES.length) {
        scanCodeSet = value;
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    super.save(out);
    out.writeInt(scanCodeSet);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    super.restore(in);
    scanCodeSet = in.readInt();
  }
}
