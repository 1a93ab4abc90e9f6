package io.kobox.checkpoint;

import org.jspecify.annotations.Nullable;

/** What a machine is made again before each of many runs, where that can be done. */
public final class StartingPoint {
  private final @Nullable Checkpoint checkpoint;

  private StartingPoint(@Nullable Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** Takes a checkpoint. */
  @FunctionalInterface
  public interface Taker {
    Checkpoint take() throws CheckpointException;
  }

  /** The machine as it is now. */
  public static StartingPoint here(Taker taker) {
    try {
      return new StartingPoint(taker.take());
    } catch (CheckpointException e) {
      return new StartingPoint(null);
    }
  }

  /** Makes the machine that again; false: the next run needs another machine. */
  public boolean goBack() {
    try {
      if (checkpoint != null) {
        checkpoint.restore();
      }
      return checkpoint != null;
    } catch (CheckpointException e) {
      return false;
    }
  }
}
