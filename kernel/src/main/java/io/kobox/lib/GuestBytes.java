package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads of guest memory whose length the guest chose: they fault before they exhaust the host. */
final class GuestBytes {
  private static final int CHUNK = 1 << 16;

  private GuestBytes() {}

  static byte[] read(GuestMemory memory, long address, long length) {
    if (length >= 0 && length <= CHUNK) {
      return memory.bytes(address, (int) length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
    for (long done = 0; Long.compareUnsigned(done, length) < 0; done += CHUNK) {
      long left = length - done;
      int part = left < 0 || left > CHUNK ? CHUNK : (int) left;
      out.writeBytes(memory.bytes(address + done, part));
    }
    return out.toByteArray();
  }

  static String text(GuestMemory memory, long address, long length) {
    return new String(read(memory, address, length), StandardCharsets.ISO_8859_1);
  }
}
