package io.kobox.shell.fuzz;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.Arrays;

/** The open files of a sequence of calls. */
final class Slots {
  /** How many a sequence may have. */
  static final int COUNT = 4;

  /** Of a user's memory, and nothing is there. */
  static final long BAD_ADDRESS = 16;

  private static final int CLOSED = -1;

  private final int[] descriptors = new int[COUNT];

  Slots() {
    Arrays.fill(descriptors, CLOSED);
  }

  /** The descriptor; of a slot that is not open one that the kernel answers with EBADF. */
  int get(int slot) {
    return descriptors[slot];
  }

  void set(int slot, int descriptor) {
    descriptors[slot] = descriptor;
  }

  /** Closes the slot's file, if it is open. */
  void close(SystemCalls calls, int slot) throws ErrnoException {
    int descriptor = descriptors[slot];
    descriptors[slot] = CLOSED;
    if (descriptor != CLOSED) {
      calls.close(descriptor);
    }
  }
}
