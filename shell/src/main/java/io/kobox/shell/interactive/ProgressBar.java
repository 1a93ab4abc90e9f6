package io.kobox.shell.interactive;

import java.util.function.Consumer;

/** The bar itself: one line, rewritten in place when the percentage changes. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 30;

  private final Consumer<String> err;
  private long shown = -1;

  ProgressBar(Consumer<String> err) {
    this.err = err;
  }

  @Override
  public void step(long done, long total, String what) {
    long percent = total <= 0 ? 0 : Math.clamp(done * 100 / total, 0, 100);
    if (percent == shown) {
      return;
    }
    shown = percent;
    int filled = (int) (percent * WIDTH / 100);
    String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
    err.accept("\r\033[K[" + bar + "] " + percent + "% " + what);
  }

  @Override
  public void close() {
    if (shown >= 0) {
      err.accept("\r\033[K");
      shown = -1;
    }
  }
}
