package io.kobox.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a machine reads that lives several times: each life gets what the first one got. */
final class RepeatedInput extends InputStream {
  private final InputStream in;
  private final ByteArrayOutputStream known = new ByteArrayOutputStream();
  private int position;

  RepeatedInput(InputStream in) {
    this.in = in;
  }

  /** The machine begins anew. */
  void repeat() {
    position = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position == known.size()) {
      int count = in.read(target, offset, length);
      if (count > 0) {
        known.write(target, offset, count);
        position += count;
      }
      return count;
    }
    int count = Math.min(length, known.size() - position);
    System.arraycopy(known.toByteArray(), position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return position < known.size() ? known.size() - position : in.available();
  }
}
