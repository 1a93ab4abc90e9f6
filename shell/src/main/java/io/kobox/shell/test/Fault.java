package io.kobox.shell.test;

import io.kobox.lib.fault.FaultInjection;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** {@code fault FUNCTION:WHEN}: calls of modules fail from now on, as with {@code --fail}. */
final class Fault extends Utility {
  private final @Nullable FaultInjection faults;

  Fault(@Nullable FaultInjection faults) {
    super(
        Origin.BUSYBOX,
        "fault",
        "test: let calls of modules fail",
        """
        Usage: fault FUNCTION:WHEN

        From now on calls of FUNCTION by a module fail: kmalloc:3 the third,
        'kmalloc:*/10' every tenth, 'kmalloc:*' all""");
    this.faults = faults;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    if (session.arguments().size() != 1) {
      throw CommandException.usage(null);
    }
    if (faults == null) {
      throw CommandException.failure(2, "on an image kernel only 'kobox --fail' lets calls fail");
    }
    try {
      faults.add(session.arguments().getFirst());
    } catch (IllegalArgumentException e) {
      throw CommandException.failure(2, String.valueOf(e.getMessage()));
    }
    return 0;
  }
}
