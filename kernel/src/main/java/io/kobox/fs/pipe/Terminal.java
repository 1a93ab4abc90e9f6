package io.kobox.fs.pipe;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What ioctl tells of the terminal that a stream of the host is (drivers/tty/tty_ioctl.c). The
 * settings are those of a new terminal and cannot be changed from inside the machine.
 *
 * @param rows the window's height, 0 if it is not known
 */
public record Terminal(int rows, int columns) {
  private static final int TCGETS = 0x5401;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TERMIOS_SIZE = 36;

  private static final int ICRNL_IXON = 0x500;
  private static final int OPOST_ONLCR = 0x5;
  private static final int B38400_CS8_CREAD = 0xbf;
  private static final int CANONICAL_ECHO = 0x8a3b;
  private static final byte[] CONTROL_CHARACTERS = {
    3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0
  };

  long ioctl(int request, long argument, UserMemory memory) throws ErrnoException {
    byte[] answer =
        switch (request) {
          case TCGETS -> settings();
          case TIOCGWINSZ -> windowSize();
          default -> throw new ErrnoException(Errno.ENOTTY);
        };
    memory.copyIn(argument, answer, 0, answer.length);
    return 0;
  }

  private static byte[] settings() {
    return ByteBuffer.allocate(TERMIOS_SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(ICRNL_IXON)
        .putInt(OPOST_ONLCR)
        .putInt(B38400_CS8_CREAD)
        .putInt(CANONICAL_ECHO)
        .put((byte) 0)
        .put(CONTROL_CHARACTERS)
        .array();
  }

  private byte[] windowSize() {
    return ByteBuffer.allocate(4 * Short.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) rows)
        .putShort((short) columns)
        .array();
  }
}
