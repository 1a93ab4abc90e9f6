package io.kobox.shell.interactive;

import java.util.function.Consumer;

/** A bar on standard error for long work; silent where that is no terminal. */
public interface Progress extends AutoCloseable {
  /** {@code done} of {@code total} steps are done; {@code what} names the present one. */
  void step(long done, long total, String what);

  /** Removes the bar. */
  @Override
  void close();

  /**
   * @param err writes to standard error at once
   */
  static Progress on(Consumer<String> err, boolean terminal) {
    return terminal ? new ProgressBar(err) : new NoProgress();
  }

  /** For output that nobody watches. */
  final class NoProgress implements Progress {
    @Override
    public void step(long done, long total, String what) {}

    @Override
    public void close() {}
  }
}
