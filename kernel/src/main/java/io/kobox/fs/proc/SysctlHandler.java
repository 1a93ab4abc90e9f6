package io.kobox.fs.proc;

import io.kobox.fs.Position;
import io.kobox.syscalls.ErrnoException;

/** What reads and writes a file of /proc/sys (proc_handler of struct ctl_table). */
public interface SysctlHandler {
  /** At most {@code count} bytes from {@code position}, which moves on; none at the end. */
  byte[] read(Position position, int count) throws ErrnoException;

  /** Takes a write; the result is how many bytes were used, {@code position} moves on. */
  int write(Position position, byte[] bytes) throws ErrnoException;
}
