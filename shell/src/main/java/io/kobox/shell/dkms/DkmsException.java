package io.kobox.shell.dkms;

import java.util.List;

/** What ends a command: dkms's {@code die()}, with its exit status and the lines it prints. */
final class DkmsException extends Exception {
  private static final long serialVersionUID = 1L;

  static final String UNKNOWN_OPTION = " Unknown option: ";

  private final int status;
  private final transient List<String> lines;

  DkmsException(int status, String... lines) {
    super(String.join("\n", lines), null, false, false);
    this.status = status;
    this.lines = List.of(lines);
  }

  int status() {
    return status;
  }

  /** Whether dkms shows its usage, too. */
  boolean isUsage() {
    return lines.getFirst().startsWith(UNKNOWN_OPTION);
  }

  List<String> lines() {
    return lines;
  }
}
