package io.kobox.gdb;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a connection: {@code $text#checksum}, acknowledged by {@code +} until both sides
 * agree that they need not be. A packet's bytes are chars of a string (ISO 8859-1).
 */
final class Packets {
  /** What {@link #read} returns for the byte by which gdb asks a running machine to stop. */
  static final String INTERRUPT = "\003";

  /** What a packet may hold. */
  static final int LARGEST = 0x4000;

  private static final int ESCAPE = '}';
  private static final int ESCAPE_MASK = 0x20;

  private final InputStream in;
  private final OutputStream out;
  private boolean acknowledges = true;
  private byte @Nullable [] last;

  Packets(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /** Neither side acknowledges any more. */
  synchronized void stopAcknowledging() {
    acknowledges = false;
  }

  /** The next packet, or {@link #INTERRUPT}; damaged ones are asked for again. */
  String read() throws IOException {
    while (true) {
      int next = readByte();
      if (next == INTERRUPT.charAt(0)) {
        return INTERRUPT;
      }
      if (next == '-') {
        resend();
      }
      if (next == '$') {
        String packet = readBody();
        if (packet != null) {
          return packet;
        }
      }
    }
  }

  /** The packet that has begun; null if it is damaged. */
  private @Nullable String readBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int sum = 0;
    for (int next = readByte(); next != '#'; next = readByte()) {
      sum += next;
      if (next == ESCAPE) {
        next = readByte();
        sum += next;
        next ^= ESCAPE_MASK;
      }
      body.write(next);
      if (body.size() > LARGEST) {
        throw new IOException("a packet of more than " + LARGEST + " bytes");
      }
    }
    int checksum = Character.digit(readByte(), 16) << 4 | Character.digit(readByte(), 16);
    boolean right = checksum == (sum & 0xff);
    synchronized (this) {
      if (acknowledges) {
        out.write(right ? '+' : '-');
        out.flush();
      }
    }
    return right ? body.toString(StandardCharsets.ISO_8859_1) : null;
  }

  private int readByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the client is gone");
    }
    return next;
  }

  /** Sends a packet. */
  synchronized void write(String packet) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int sum = 0;
    bytes.write('$');
    for (int i = 0; i < packet.length(); i++) {
      int next = packet.charAt(i);
      if (next == '$' || next == '#' || next == ESCAPE || next == '*') {
        bytes.write(ESCAPE);
        sum += ESCAPE;
        next ^= ESCAPE_MASK;
      }
      bytes.write(next);
      sum += next;
    }
    bytes.write('#');
    bytes.write(Character.forDigit(sum >> 4 & 0xf, 16));
    bytes.write(Character.forDigit(sum & 0xf, 16));
    last = bytes.toByteArray();
    out.write(last);
    out.flush();
  }

  private synchronized void resend() throws IOException {
    if (acknowledges && last != null) {
      out.write(last);
      out.flush();
    }
  }
}
