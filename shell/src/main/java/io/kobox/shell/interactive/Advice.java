package io.kobox.shell.interactive;

import io.kobox.syscalls.SystemCalls;
import java.util.List;

/** What kobox can say about a command that failed. */
@FunctionalInterface
public interface Advice {
  /**
   * The advice on what happened since the last call, without the {@code kobox: } prefix; usually
   * none.
   *
   * @param line the command as it was typed
   * @param failed whether its exit status was not 0
   */
  List<String> take(SystemCalls calls, String line, boolean failed);
}
