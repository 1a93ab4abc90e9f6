package io.kobox.checkpoint;

/** The state that a machine had, to which it can go back as often as wanted. */
public interface Checkpoint {
  /**
   * Makes the machine what it was. To be called by the process that took the checkpoint, outside of
   * its system calls; it goes on, all others are where they were.
   *
   * @throws CheckpointException says which program cannot be taken back
   */
  void restore() throws CheckpointException;

  /** The machine's time when it was taken, in nanoseconds since it was switched on. */
  long time();

  /** What it takes of the host's memory for that of the machine, in bytes. */
  long size();
}
