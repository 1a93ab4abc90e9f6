package io.kobox.btf;

import java.io.IOException;

/** Type data that does not follow the format. */
public final class BtfException extends IOException {
  private static final long serialVersionUID = 1;

  public BtfException(String message) {
    super(message);
  }
}
