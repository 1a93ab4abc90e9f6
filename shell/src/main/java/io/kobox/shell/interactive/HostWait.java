package io.kobox.shell.interactive;

import io.kobox.syscalls.SystemCalls;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the machine go on while the shell's process waits for the person at the terminal. */
public interface HostWait {
  /** Does {@code action}, which blocks on the host, outside the machine's baton. */
  @Nullable String await(Supplier<@Nullable String> action);

  /** The process's system calls for use inside such an action, on another thread. */
  default SystemCalls shared(SystemCalls calls) {
    return calls;
  }

  /** Sends SIGINT to the processes that run in the foreground; called by the terminal's thread. */
  void interruptForeground();
}
