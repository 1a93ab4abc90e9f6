package io.kobox.shell.lang;

/** How commands leave the normal order of execution. */
public abstract sealed class ControlFlow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;

  private ControlFlow(int number) {
    super(null, null, false, false);
    this.number = number;
  }

  /** The exit status, or for loops how many levels. */
  public int number() {
    return number;
  }

  public static final class Break extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Break(int levels) {
      super(levels);
    }
  }

  public static final class Continue extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Continue(int levels) {
      super(levels);
    }
  }

  public static final class Return extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Return(int status) {
      super(status);
    }
  }

  /** The shell ends. */
  public static final class Exit extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Exit(int status) {
      super(status);
    }
  }

  /** An error that ends a script but only the current command of an interactive shell. */
  public static final class Abort extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Abort(int status) {
      super(status);
    }
  }

  /** Ctrl-C at the terminal. */
  public static final class Interrupted extends ControlFlow {
    private static final long serialVersionUID = 1L;

    public Interrupted() {
      super(130);
    }
  }
}
