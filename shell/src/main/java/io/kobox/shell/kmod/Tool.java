package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodLog;
import io.kobox.kmod.ModuleTree;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a tool: its session and its log (kmod: tools/log.c). Messages to syslog (-s) are
 * dropped: the machine has no syslogd.
 */
final class Tool {
  static final int EMERGENCY = 0;
  static final int CRITICAL = 2;
  static final int ERROR = 3;
  static final int WARNING = 4;
  static final int INFO = 6;

  /** What -V prints. */
  static final String VERSION = "kmod version 30\n+ZSTD +XZ -ZLIB +LIBCRYPTO -EXPERIMENTAL\n";

  private final Session session;
  private final String program;
  private final ModuleTree tree;
  private final boolean lineBuffered;
  private int priority = WARNING;
  private boolean syslog;

  Tool(Session session) {
    this.session = session;
    String argv0 = session.argv().getFirst();
    this.program = argv0.substring(argv0.lastIndexOf('/') + 1);
    this.tree = new SystemCallTree(session.calls());
    this.lineBuffered = isCharacterDevice(session.calls(), 1);
  }

  Session session() {
    return session;
  }

  SystemCalls calls() {
    return session.calls();
  }

  ModuleTree tree() {
    return tree;
  }

  /** program_invocation_short_name. */
  String program() {
    return program;
  }

  void print(String text) throws ErrnoException {
    session.out().print(text);
  }

  /** fflush(stdout). */
  void flush() throws ErrnoException {
    session.out().flush();
  }

  /** Text for standard error as it is; standard output keeps its place only on a terminal. */
  void printError(String text) throws ErrnoException {
    if (lineBuffered) {
      session.out().flush();
    }
    session.err().print(text);
    session.err().flush();
  }

  void useSyslog() {
    syslog = true;
  }

  /** How much is logged: messages up to this priority. */
  void setPriority(int priority) {
    this.priority = priority;
  }

  int priority() {
    return priority;
  }

  void error(String text) throws ErrnoException {
    write(ERROR, text);
  }

  void warning(String text) throws ErrnoException {
    write(WARNING, text);
  }

  void info(String text) throws ErrnoException {
    write(INFO, text);
  }

  /** A critical message whose caller ends the program. */
  void fatal(String text) throws ErrnoException {
    write(CRITICAL, text);
  }

  /** log_printf(): a critical message that is shown ends the program. */
  void log(int level, String text) throws ErrnoException, ToolExit {
    write(level, text);
    if (level <= CRITICAL && level <= priority) {
      throw new ToolExit(1);
    }
  }

  private void write(int level, String text) throws ErrnoException {
    if (level <= priority && !syslog) {
      printError(program + ": " + name(level) + ": " + text + "\n");
    }
  }

  private static String name(int level) {
    return switch (level) {
      case CRITICAL -> "FATAL";
      case ERROR -> "ERROR";
      case WARNING -> "WARNING";
      default -> "INFO";
    };
  }

  /**
   * kmod_new(), with libkmod's own log.
   *
   * @param dirname null: that of the running kernel
   */
  KmodContext context(@Nullable String dirname, List<String> configPaths)
      throws ErrnoException, ToolExit {
    String directory = dirname == null ? "/lib/modules/" + calls().uname().release() : dirname;
    KmodLog log =
        (place, function, text) ->
            libraryError("libkmod: ERROR " + place + " " + function + ": " + text + "\n");
    try {
      return new KmodContext(tree, directory, configPaths, log);
    } catch (KmodException e) {
      error("kmod_new() failed!");
      throw new ToolExit(1);
    }
  }

  /** log_setup_kmod_log(): libkmod's errors go where the tool's own go. */
  void adoptLog(KmodContext context) {
    context.setLog(libraryLog());
  }

  /** libkmod's errors as this tool's own. */
  KmodLog libraryLog() {
    return (place, function, text) -> {
      if (priority >= ERROR && !syslog) {
        libraryError(program + ": ERROR: " + place + " " + function + "() " + text + "\n");
      }
    };
  }

  private void libraryError(String text) {
    try {
      printError(text);
    } catch (ErrnoException e) {
      // standard error is closed: nobody to tell
      syslog = true;
    }
  }

  private static boolean isCharacterDevice(SystemCalls calls, int fd) {
    try {
      return FileMode.isCharacterDevice(calls.fstat(fd).mode());
    } catch (ErrnoException e) {
      return false;
    }
  }
}
