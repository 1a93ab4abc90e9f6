package io.kobox.checkpoint;

/** A checkpoint cannot be taken or gone back to; the message says why, to the user. */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String reason) {
    super(reason);
  }
}
