package io.kobox.image;

/** {@code struct pollfd} (include/uapi/asm-generic/poll.h). */
final class StructPollfd {
  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  private static final int SIZE = 8;
  private static final int FD = 0;
  private static final int EVENTS = 4;
  private static final int REVENTS = 6;

  private StructPollfd() {}

  /** Stores what poll is to wait for. */
  static void write(UserBuffer buffer, int fd, int events) {
    buffer.setStructureLong(FD, Integer.toUnsignedLong(fd) | (long) events << (EVENTS * Byte.SIZE));
  }

  /** The events that poll stored. */
  static int returnedEvents(UserBuffer buffer) {
    return Short.toUnsignedInt(buffer.structure(SIZE).getShort(REVENTS));
  }
}
