package io.kobox.shell.kmod;

/** exit(3) of a tool. */
final class ToolExit extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  ToolExit(int status) {
    super(null, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
