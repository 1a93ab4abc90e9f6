package io.kobox.loader;

import java.util.List;

/**
 * A step of load_module() failed: the errno it returns (positive) and what the kernel logs first.
 */
public final class ModuleLoadException extends Exception {
  public static final int ENOENT = 2;
  public static final int ENOEXEC = 8;
  public static final int ENOMEM = 12;
  public static final int EINVAL = 22;
  public static final int ENOPKG = 65;
  public static final int EBADMSG = 74;
  public static final int EMSGSIZE = 90;

  private final int errno;
  private final transient List<LogLine> log;

  /** A failure with the lines that the kernel prints, oldest first; often none. */
  public ModuleLoadException(int errno, LogLine... log) {
    super(message(errno, log));
    this.errno = errno;
    this.log = List.of(log);
  }

  /** The error number, positive. */
  public int errno() {
    return errno;
  }

  /** The lines to log, oldest first. */
  public List<LogLine> log() {
    return log;
  }

  private static String message(int errno, LogLine... log) {
    return log.length == 0
        ? "errno " + errno
        : "errno " + errno + ": " + log[log.length - 1].text();
  }
}
