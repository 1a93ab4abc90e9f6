package io.kobox.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The program that stands for a Java program in the image kernel: a page of code that does one
 * system call after the other, with a HLT after each, at which the PC stops and Java takes over.
 */
final class Agent {
  /** An address that no linker chooses for a program. */
  private static final long BASE = 0x7ab0_0000_0000L;

  /** The first process's path. */
  static final String INIT = "/init";

  private static final int HEADERS = 64 + 56;

  /** {@code hlt}: where a process stops when it is new. */
  static final long START = BASE + HEADERS;

  /** {@code syscall}. */
  static final long SYSTEM_CALL = START + 1;

  /** {@code hlt}: where a process stops when its system call returned. */
  static final long RETURNED = SYSTEM_CALL + 2;

  /** {@code hlt}: where a process stops to have a signal handled. */
  static final long SIGNAL = RETURNED + 1;

  /** {@code mov $15,%eax; syscall}: what a handled signal returns to. */
  static final long RESTORER = SIGNAL + 1;

  private static final byte[] CODE = {
    (byte) 0xf4, 0x0f, 0x05, (byte) 0xf4, (byte) 0xf4, (byte) 0xb8, 15, 0, 0, 0, 0x0f, 0x05,
  };

  private static final int PAGE = 4096;
  private static final short EXECUTABLE = 2;
  private static final short X86_64 = 62;

  private Agent() {}

  /** The program as a static ELF file. */
  static byte[] elf() {
    int size = HEADERS + CODE.length;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    file.putShort(EXECUTABLE).putShort(X86_64).putInt(1);
    file.putLong(START).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    int loadable = 1;
    int readExecute = 5;
    file.putInt(loadable).putInt(readExecute).putLong(0).putLong(BASE).putLong(BASE);
    file.putLong(size).putLong(size).putLong(PAGE);
    file.put(CODE);
    return file.array();
  }

  /** Whether {@code rip} is one of the places where a process waits for Java. */
  static boolean waitsAt(long rip) {
    return rip == START || rip == RETURNED || rip == SIGNAL;
  }
}
