package io.kobox.shell.net;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An ioctl about a network interface: {@code struct ifreq} (include/uapi/linux/if.h). */
final class InterfaceRequest {
  static final int GET_FLAGS = 0x8913;
  static final int SET_FLAGS = 0x8914;
  static final int GET_ADDRESS = 0x8915;
  static final int SET_ADDRESS = 0x8916;
  static final int GET_DESTINATION = 0x8917;
  static final int SET_DESTINATION = 0x8918;
  static final int GET_BROADCAST = 0x8919;
  static final int SET_BROADCAST = 0x891a;
  static final int GET_NETMASK = 0x891b;
  static final int SET_NETMASK = 0x891c;
  static final int GET_METRIC = 0x891d;
  static final int SET_METRIC = 0x891e;
  static final int GET_MTU = 0x8921;
  static final int SET_MTU = 0x8922;
  static final int SET_HARDWARE = 0x8924;
  static final int GET_HARDWARE = 0x8927;
  static final int GET_QUEUE_LENGTH = 0x8942;
  static final int SET_QUEUE_LENGTH = 0x8943;

  private static final int SIZE = 40;
  private static final int NAME_SIZE = 16;

  private final SystemCalls calls;
  private final int socket;
  private final byte[] bytes = new byte[SIZE];

  InterfaceRequest(SystemCalls calls, int socket, String name) {
    this.calls = calls;
    this.socket = socket;
    byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, 0, Math.min(text.length, NAME_SIZE - 1));
  }

  private ByteBuffer data() {
    return ByteBuffer.wrap(bytes, NAME_SIZE, SIZE - NAME_SIZE).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Does a request that answers. */
  InterfaceRequest get(int request) throws ErrnoException {
    data().put(new byte[SIZE - NAME_SIZE]);
    UserMemory memory = calls.userMemory();
    long address = memory.allocate(SIZE);
    try {
      memory.copyIn(address, bytes, 0, SIZE);
      calls.ioctl(socket, request, address);
      memory.copyOut(address, bytes, 0, SIZE);
    } finally {
      memory.free(address);
    }
    return this;
  }

  /** Does a request with a number. */
  void set(int request, int value) throws ErrnoException {
    set(request, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /** Does a request with a struct. */
  void set(int request, byte[] value) throws ErrnoException {
    data().put(new byte[SIZE - NAME_SIZE]);
    data().put(value);
    UserMemory memory = calls.userMemory();
    long address = memory.allocate(SIZE);
    try {
      memory.copyIn(address, bytes, 0, SIZE);
      calls.ioctl(socket, request, address);
    } finally {
      memory.free(address);
    }
  }

  /** A number that the kernel answered. */
  int number() {
    return data().getInt();
  }

  /** A short number that the kernel answered. */
  int shortNumber() {
    return data().getShort() & 0xffff;
  }

  /** The struct sockaddr that the kernel answered. */
  byte[] sockaddr() {
    byte[] address = new byte[Ipv4.SOCKADDR_SIZE];
    data().get(address);
    return address;
  }
}
