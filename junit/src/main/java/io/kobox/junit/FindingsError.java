package io.kobox.junit;

import java.util.List;

/** The checks found something during a test that otherwise passed. */
public final class FindingsError extends AssertionError {
  private static final long serialVersionUID = 1L;

  FindingsError(List<String> findings) {
    super(
        (findings.size() == 1 ? "1 finding" : findings.size() + " findings")
            + " of the machine's checks:\n"
            + String.join("\n", findings));
  }
}
