package io.kobox.fs.debugfs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A text that is made when the file is read: register sets and arrays. */
final class TextFile extends ValueOperations {
  /** Makes the text. */
  @FunctionalInterface
  interface Text {
    String make() throws ErrnoException;
  }

  private final Text text;

  TextFile(Text text) {
    super(true, 0444, Errno.EINVAL);
    this.text = text;
  }

  @Override
  String show() throws ErrnoException {
    return text.make();
  }
}
