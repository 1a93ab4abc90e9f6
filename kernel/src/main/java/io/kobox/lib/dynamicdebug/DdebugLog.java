package io.kobox.lib.dynamicdebug;

import io.kobox.kernel.printk.KernelLog;
import java.util.function.IntSupplier;

/** What dynamic debug says of itself; how much of it is dynamic_debug.verbose's. */
final class DdebugLog {
  private static final String PREFIX = "dyndbg: ";

  private final KernelLog log;
  private final IntSupplier verbose;

  DdebugLog(KernelLog log, IntSupplier verbose) {
    this.log = log;
    this.verbose = verbose;
  }

  void err(String text) {
    log.err(PREFIX + text + "\n");
  }

  void warn(String text) {
    log.warn(PREFIX + text + "\n");
  }

  /** vpr_info to v4pr_info: said if verbose is at least {@code level}. */
  void info(int level, String text) {
    if (verbose.getAsInt() >= level) {
      log.info(PREFIX + text + "\n");
    }
  }

  /** pr_info with any verbose but 0. */
  void infoIfVerbose(String text) {
    if (verbose.getAsInt() != 0) {
      log.info(PREFIX + text + "\n");
    }
  }
}
