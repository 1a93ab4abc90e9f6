package io.kobox.image;

/** Unwinds a program whose process, or whose machine, is no more. */
final class MachineStoppedError extends Error {
  private static final long serialVersionUID = 1L;

  MachineStoppedError(String message) {
    super(message, null, false, false);
  }
}
