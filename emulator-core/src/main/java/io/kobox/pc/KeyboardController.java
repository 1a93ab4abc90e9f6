package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The i8042 of a PC: a keyboard, a mouse, and the line to the CPU's reset. */
final class KeyboardController implements PortDevice, Stateful {
  static final int DATA = 0x60;
  static final int COMMAND = 0x64;

  private static final int KEYBOARD_LINE = 1;
  private static final int MOUSE_LINE = 12;

  /** The status register. */
  private static final int OUTPUT_FULL = 1;

  private static final int SYSTEM = 4;
  private static final int WAS_COMMAND = 8;
  private static final int UNLOCKED = 0x10;
  private static final int OUTPUT_OF_MOUSE = 0x20;

  /** The controller's mode. */
  private static final int KEYBOARD_INTERRUPT = 1;

  private static final int MOUSE_INTERRUPT = 2;
  private static final int KEYBOARD_DISABLED = 0x10;
  private static final int MOUSE_DISABLED = 0x20;
  private static final int TRANSLATE = 0x40;

  private static final int READ_MODE = 0x20;
  private static final int WRITE_MODE = 0x60;
  private static final int DISABLE_MOUSE = 0xa7;
  private static final int ENABLE_MOUSE = 0xa8;
  private static final int TEST_MOUSE = 0xa9;
  private static final int SELF_TEST = 0xaa;
  private static final int TEST_KEYBOARD = 0xab;
  private static final int DISABLE_KEYBOARD = 0xad;
  private static final int ENABLE_KEYBOARD = 0xae;
  private static final int READ_OUTPUT_PORT = 0xd0;
  private static final int WRITE_OUTPUT_PORT = 0xd1;
  private static final int WRITE_KEYBOARD_OUTPUT = 0xd2;
  private static final int WRITE_MOUSE_OUTPUT = 0xd3;
  private static final int WRITE_TO_MOUSE = 0xd4;
  private static final int RESET_CPU = 0xfe;
  private static final int RESET_BIT = 1;
  private static final int NOTHING = -1;

  private final InterruptController interrupts;
  private final Runnable reset;
  private final Keyboard keyboard = new Keyboard();
  private final Mouse mouse = new Mouse();
  private int mode = KEYBOARD_INTERRUPT | SYSTEM | TRANSLATE;

  /** The command whose argument comes next at the data port; 0: none. */
  private int command;

  /** The byte in the output buffer, and whether it counts as the mouse's. */
  private int output = NOTHING;

  private boolean ofMouse;

  /** The last byte that was read, which is read again where there is none. */
  private int last;

  private boolean wasCommand;

  KeyboardController(InterruptController interrupts, Runnable reset) {
    this.interrupts = interrupts;
    this.reset = reset;
  }

  @Override
  public int in(int port, int size) {
    if (port == COMMAND) {
      int status = UNLOCKED | (mode & SYSTEM) | (wasCommand ? WAS_COMMAND : 0);
      return output == NOTHING ? status : status | OUTPUT_FULL | (ofMouse ? OUTPUT_OF_MOUSE : 0);
    }
    if (output != NOTHING) {
      last = output;
      output = NOTHING;
      update();
    }
    return last;
  }

  @Override
  public void out(int port, int size, int value) {
    int data = value & 0xff;
    wasCommand = port == COMMAND;
    if (port == COMMAND) {
      command(data);
    } else {
      data(data);
    }
    update();
  }

  private void command(int value) {
    command = 0;
    switch (value) {
      case READ_MODE -> put(mode, false);
      case DISABLE_MOUSE -> mode |= MOUSE_DISABLED;
      case ENABLE_MOUSE -> mode &= ~MOUSE_DISABLED;
      case TEST_MOUSE, TEST_KEYBOARD -> put(0, false);
      case SELF_TEST -> put(0x55, false);
      case DISABLE_KEYBOARD -> mode |= KEYBOARD_DISABLED;
      case ENABLE_KEYBOARD -> mode &= ~KEYBOARD_DISABLED;
      case READ_OUTPUT_PORT -> put(RESET_BIT | 2, false);
      case WRITE_MODE,
          WRITE_OUTPUT_PORT,
          WRITE_KEYBOARD_OUTPUT,
          WRITE_MOUSE_OUTPUT,
          WRITE_TO_MOUSE ->
          command = value;
      case RESET_CPU -> reset.run();
      default -> {}
    }
  }

  private void data(int value) {
    int pending = command;
    command = 0;
    switch (pending) {
      case WRITE_MODE -> mode = value;
      case WRITE_OUTPUT_PORT -> {
        if ((value & RESET_BIT) == 0) {
          reset.run();
        }
      }
      case WRITE_KEYBOARD_OUTPUT -> put(value, false);
      case WRITE_MOUSE_OUTPUT -> put(value, true);
      case WRITE_TO_MOUSE -> mouse.send(value);
      default -> {
        mode &= ~KEYBOARD_DISABLED;
        keyboard.send(value);
      }
    }
  }

  /** The keyboard's keys are pressed and released: its bytes, as they are after translation. */
  void type(int... scanCodes) {
    keyboard.answer(scanCodes);
    update();
  }

  private void put(int value, boolean mouseByte) {
    output = value;
    ofMouse = mouseByte;
  }

  /** Fetches the next byte if there is room, and sets the interrupt lines. */
  private void update() {
    if (output == NOTHING) {
      if (keyboard.hasByte() && (mode & KEYBOARD_DISABLED) == 0) {
        put(keyboard.takeByte(), false);
      } else if (mouse.hasByte() && (mode & MOUSE_DISABLED) == 0) {
        put(mouse.takeByte(), true);
      } else {
        interrupts.setLine(KEYBOARD_LINE, false);
        interrupts.setLine(MOUSE_LINE, false);
        return;
      }
    }
    interrupts.setLine(KEYBOARD_LINE, false);
    interrupts.setLine(MOUSE_LINE, false);
    interrupts.setLine(KEYBOARD_LINE, !ofMouse && (mode & KEYBOARD_INTERRUPT) != 0);
    interrupts.setLine(MOUSE_LINE, ofMouse && (mode & MOUSE_INTERRUPT) != 0);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    keyboard.save(out);
    mouse.save(out);
    for (int value : new int[] {mode, command, output, last}) {
      out.writeInt(value);
    }
    out.writeBoolean(ofMouse);
    out.writeBoolean(wasCommand);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    keyboard.restore(in);
    mouse.restore(in);
    mode = in.readInt();
    command = in.readInt();
    output = in.readInt();
    last = in.readInt();
    ofMouse = in.readBoolean();
    wasCommand = in.readBoolean();
  }
}
