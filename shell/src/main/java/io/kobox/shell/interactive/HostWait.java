package io.kobox.shell.interactive;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the machine go on while the shell's process waits for the person at the terminal. */
public interface HostWait {
  /** For a machine that stands still while the person thinks. */
  HostWait DIRECT =
      new HostWait() {
        @Override
        public @Nullable String await(Supplier<@Nullable String> action) {
          return action.get();
        }

        @Override
        public void interruptForeground() {}
      };

  /** Does {@code action}, which blocks on the host, outside the machine's baton. */
  @Nullable String await(Supplier<@Nullable String> action);

  /** Sends SIGINT to the processes that run in the foreground; called by the terminal's thread. */
  void interruptForeground();
}
