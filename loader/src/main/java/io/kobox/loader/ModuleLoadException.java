package io.kobox.loader;

<<<<<<< HEAD
import org.jspecify.annotations.Nullable;

/** A module file that cannot be loaded: the kernel's errno, and what the kernel logs of it. */
public final class ModuleLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The errnos that module files lead to. */
  public static final int ENOMEM = 12;

  public static final int ENOEXEC = 8;
  public static final int EINVAL = 22;
  public static final int EBADMSG = 74;

  private final int errno;
  private final int level;
  private final @Nullable String text;

  /** An error without a log line. */
  public ModuleLoadException(int errno) {
    this(errno, 0, null);
  }

  /**
   * @param errno positive
   * @param level of the log line
   * @param text the log line or lines, without the last newline
   */
  public ModuleLoadException(int errno, int level, @Nullable String text) {
    super(text == null ? "errno " + errno : text);
    this.errno = errno;
    this.level = level;
    this.text = text;
  }

  /** The kernel refuses with ENOEXEC and says why with pr_err. */
  static ModuleLoadException noExec(String text) {
    return new ModuleLoadException(ENOEXEC, 3, text);
  }

=======
import java.util.List;

/** A step of load_module() failed: the errno it returns (positive) and what the kernel logs first. */
public final class ModuleLoadException extends Exception {
  static final int ENOENT = 2;
  static final int ENOEXEC = 8;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;
  static final int ENOPKG = 65;
  static final int EBADMSG = 74;

  private final int errno;
  private final transient List<LogLine> log;

  /** A failure with the lines that the kernel prints, oldest first; often none. */
  public ModuleLoadException(int errno, LogLine... log) {
    super(message(errno, log));
    this.errno = errno;
    this.log = List.of(log);
  }

  /** The error number, positive. */
>>>>>>> kmod
  public int errno() {
    return errno;
  }

<<<<<<< HEAD
  /** The level of {@link #text}. */
  public int level() {
    return level;
  }

  /** What the kernel logs, null if nothing. */
  public @Nullable String text() {
    return text;
=======
  /** The lines to log, oldest first. */
  public List<LogLine> log() {
    return log;
  }

  private static String message(int errno, LogLine... log) {
    return log.length == 0 ? "errno " + errno : "errno " + errno + ": " + log[log.length - 1].text();
>>>>>>> kmod
  }
}
