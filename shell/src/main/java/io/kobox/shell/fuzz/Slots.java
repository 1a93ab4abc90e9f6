package io.kobox.shell.fuzz;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The open files of a sequence of calls, and where they are mapped. */
final class Slots {
  /** How many a sequence may have. */
  static final int COUNT = 4;

  /** Of a user's memory, and nothing is there. */
  static final long BAD_ADDRESS = 16;

  private static final int CLOSED = -1;

  /** Memory that shows a file. */
  record Mapping(long address, long length) {}

  private final int[] descriptors = new int[COUNT];
  private final @Nullable Mapping[] mappings = new Mapping[COUNT];

  Slots() {
    Arrays.fill(descriptors, CLOSED);
  }

  /** Those of a new process: the same files, and no memory. */
  Slots inherited() {
    Slots copy = new Slots();
    System.arraycopy(descriptors, 0, copy.descriptors, 0, COUNT);
    return copy;
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

  /** Where the slot's file is mapped; EFAULT: nowhere. */
  Mapping mapping(int slot) throws ErrnoException {
    Mapping mapping = mappings[slot];
    if (mapping == null) {
      throw new ErrnoException(Errno.EFAULT);
    }
    return mapping;
  }

  void setMapping(int slot, Mapping mapping) {
    mappings[slot] = mapping;
  }

  /** Takes the slot's mapping away, if there is one. */
  void unmap(SystemCalls calls, int slot) throws ErrnoException {
    Mapping mapping = mappings[slot];
    mappings[slot] = null;
    if (mapping != null) {
      calls.munmap(mapping.address(), mapping.length());
    }
  }
}
