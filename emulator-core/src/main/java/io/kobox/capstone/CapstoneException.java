package io.kobox.capstone;

/** libcapstone is missing, or not one that is known here. */
public final class CapstoneException extends Exception {
  private static final long serialVersionUID = 1;

  CapstoneException(String message) {
    super(message);
  }
}
