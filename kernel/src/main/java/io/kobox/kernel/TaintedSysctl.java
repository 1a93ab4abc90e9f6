package io.kobox.kernel;

import io.kobox.fs.Position;
import io.kobox.fs.proc.SysctlHandler;
import io.kobox.kernel.panic.Taints;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** /proc/sys/kernel/tainted: a write can only add bits (kernel/sysctl.c: proc_taint). */
final class TaintedSysctl implements SysctlHandler {
  private final Taints taints;

  TaintedSysctl(Taints taints) {
    this.taints = taints;
  }

  @Override
  public byte[] read(Position position, int count) {
    if (position.value() != 0) {
      return new byte[0];
    }
    byte[] text = (taints.mask() + "\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] part = Arrays.copyOf(text, Math.min(count, text.length));
    position.advance(part.length);
    return part;
  }

  @Override
  public int write(Position position, byte[] bytes) throws ErrnoException {
    try {
      String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
      taints.add(Long.parseUnsignedLong(text));
      position.advance(bytes.length);
      return bytes.length;
    } catch (NumberFormatException e) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }
}
