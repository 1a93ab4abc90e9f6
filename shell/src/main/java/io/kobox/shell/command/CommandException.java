package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** Ends a command early: with an error, because of wrong usage, or for --help and --version. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the command ends. */
  enum Kind {
    FAILURE,
    READ,
    USAGE,
    HELP,
    VERSION
  }

  private final Kind kind;
  private final int status;
  private final @Nullable String text;

  private CommandException(Kind kind, int status, @Nullable String text) {
    super(text, null, false, false);
    this.kind = kind;
    this.status = status;
    this.text = text;
  }

  /** Ends with {@code status} after {@code "name: text"} on standard error. */
  public static CommandException failure(int status, String text) {
    return new CommandException(Kind.FAILURE, status, text);
  }

  /** As {@link #failure(int, String)} with status 1 and the text {@code "what: strerror"}. */
  public static CommandException failure(String what, ErrnoException error) {
    return failure(1, what + ": " + error.getMessage());
  }

  /** A file that cannot be read: {@code "path: strerror"}, status 1. */
  static CommandException read(String path, ErrnoException error) {
    return new CommandException(Kind.READ, 1, path + ": " + error.getMessage());
  }

  /** Wrong usage; {@code text} may be null: only the usage is shown. */
  public static CommandException usage(@Nullable String text) {
    return new CommandException(Kind.USAGE, -1, text);
  }

  static CommandException help() {
    return new CommandException(Kind.HELP, 0, null);
  }

  static CommandException version() {
    return new CommandException(Kind.VERSION, 0, null);
  }

  /** Whether a read failed, so that the command may report it and go on with another file. */
  public boolean isReadError() {
    return kind == Kind.READ;
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  /** The message without the program's name. */
  public @Nullable String text() {
    return text;
  }
}
