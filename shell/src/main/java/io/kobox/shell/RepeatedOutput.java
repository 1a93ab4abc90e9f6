package io.kobox.shell;

import java.io.IOException;
import java.io.OutputStream;

/** Where a machine writes that lives several times: what an earlier life wrote is written once. */
final class RepeatedOutput extends OutputStream {
  private final OutputStream out;
  private long written;
  private long position;

  RepeatedOutput(OutputStream out) {
    this.out = out;
  }

  /** The machine begins anew. */
  void repeat() {
    position = 0;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int known = Math.clamp(written - position, 0, length);
    out.write(bytes, offset + known, length - known);
    position += length;
    written = Math.max(written, position);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
