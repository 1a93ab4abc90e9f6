package io.kobox.arch.x86.entry;

import io.kobox.machine.PageFaultException;
import io.kobox.machine.UserContext;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import io.kobox.unicorn.Register;

/**
 * Restartable sequences (kernel/rseq.c): code that begins again if another task ran or a signal
 * came in its midst. There is one CPU, number 0.
 */
final class Rseq {
  private static final int UNREGISTER = 1;
  private static final int UNINITIALIZED = -1;

  private final UserSpace space;
  private long address;
  private int length;
  private int signature;

  Rseq(UserSpace space) {
    this.space = space;
  }

  /** What a fork of the process has. */
  Rseq copy() {
    Rseq copy = new Rseq(space);
    copy.address = address;
    copy.length = length;
    copy.signature = signature;
    return copy;
  }

  /** rseq(2); EINVAL, EPERM, EBUSY, EFAULT. */
  long register(long newAddress, int newLength, int flags, int newSignature) throws ErrnoException {
    if ((flags & UNREGISTER) != 0) {
      return unregister(newAddress, newLength, flags, newSignature);
    }
    if (flags != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (address != 0) {
      boolean same = address == newAddress && length == newLength;
      throw new ErrnoException(
          !same ? Errno.EINVAL : signature == newSignature ? Errno.EBUSY : Errno.EPERM);
    }
    int size = space.size("rseq");
    if (newLength != size || (newAddress & (size - 1)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    Struct area = space.struct("rseq", newAddress);
    area.set("cpu_id_start", 0);
    area.set("cpu_id", 0);
    address = newAddress;
    length = newLength;
    signature = newSignature;
    return 0;
  }

  private long unregister(long oldAddress, int oldLength, int flags, int oldSignature)
      throws ErrnoException {
    if (flags != UNREGISTER || address == 0 || address != oldAddress || length != oldLength) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (signature != oldSignature) {
      throw new ErrnoException(Errno.EPERM);
    }
    Struct area = space.struct("rseq", address);
    area.set("cpu_id_start", 0);
    area.set("cpu_id", UNINITIALIZED);
    address = 0;
    return 0;
  }

  /**
   * rseq_ip_fixup: the program was interrupted; whether its sequence, if it was in one, is as it
   * has to be.
   */
  boolean interrupted(UserContext context) {
    if (address == 0) {
      return true;
    }
    try {
      Struct area = space.struct("rseq", address);
      long descriptor = area.get("rseq_cs");
      if (descriptor == 0) {
        return true;
      }
      Struct sequence = space.struct("rseq_cs", descriptor);
      long into = context.read(Register.RIP) - sequence.get("start_ip");
      area.set("rseq_cs", 0);
      if (Long.compareUnsigned(into, sequence.get("post_commit_offset")) < 0) {
        long abort = sequence.get("abort_ip");
        if (space.getInt(abort - Integer.BYTES) != signature) {
          return false;
        }
        context.write(Register.RIP, abort);
      }
      return true;
    } catch (ErrnoException | PageFaultException e) {
      return false;
    }
  }
}
