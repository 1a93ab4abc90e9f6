package io.kobox.kernel.process;

import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** syslog(2). */
@FunctionalInterface
public interface SyslogCall {
  /** Does {@code action}; {@code buffer} may be null for actions without one. */
  int call(int action, byte @Nullable [] buffer, int length) throws ErrnoException;
}
