package io.kobox.vmlinux;

import java.io.IOException;

/** A file is no kernel image that can be read; the message says why. */
public final class ImageFormatException extends IOException {
  private static final long serialVersionUID = 1;

  public ImageFormatException(String message) {
    super(message);
  }

  public ImageFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
