package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/** What is plugged into a PS/2 port: takes commands, and has bytes for the controller to fetch. */
abstract class Ps2Device implements Stateful {
  static final int ACKNOWLEDGE = 0xfa;
  static final int RESEND = 0xfe;
  static final int SELF_TEST_PASSED = 0xaa;

  private static final int MOST_QUEUED = 256;

  private final ArrayDeque<Integer> bytes = new ArrayDeque<>();

  /** The command whose argument comes next; 0: none. */
  private int command;

  /** A command without an argument, or one whose argument follows. */
  abstract void command(int value);

  /** The argument of a command. */
  abstract void argument(int command, int value);

  /** The controller sends a byte. */
  final void send(int value) {
    int pending = command;
    if (pending != 0) {
      command = 0;
      argument(pending, value);
    } else {
      command(value);
    }
  }

  final void expectArgument(int of) {
    command = of;
  }

  final void answer(int... values) {
    for (int value : values) {
      if (bytes.size() < MOST_QUEUED) {
        bytes.add(value);
      }
    }
  }

  final void forgetAnswers() {
    bytes.clear();
  }

  final boolean hasByte() {
    return !bytes.isEmpty();
  }

  final int takeByte() {
    return bytes.remove();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(command);
    out.writeInt(bytes.size());
    for (int value : bytes) {
      out.writeByte(value);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    command = in.readInt();
    bytes.clear();
    for (int i = in.readInt(); i > 0; i--) {
      bytes.add(in.readUnsignedByte());
    }
  }
}
