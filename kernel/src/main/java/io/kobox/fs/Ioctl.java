package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** ioctl: what all files answer alike, then the file's own method (fs/ioctl.c: do_vfs_ioctl). */
final class Ioctl {
  private static final int FIONCLEX = 0x5450;
  private static final int FIOCLEX = 0x5451;
  private static final int FIONBIO = 0x5421;
  private static final int FIOASYNC = 0x5452;
  private static final int FIONREAD = 0x541B;

  private final FileDescriptorTable descriptors;
  private final UserMemory userMemory;

  Ioctl(FileDescriptorTable descriptors, UserMemory userMemory) {
    this.descriptors = descriptors;
    this.userMemory = userMemory;
  }

  long call(int fd, OpenFile file, int request, long argument) throws ErrnoException {
    switch (request) {
      case FIOCLEX -> descriptors.setCloseOnExec(fd, true);
      case FIONCLEX -> descriptors.setCloseOnExec(fd, false);
      case FIONBIO -> setNonBlocking(file, argument);
      case FIOASYNC -> {
        if (!Fcntl.setAsync(fd, file, loadInt(argument))) {
          throw new ErrnoException(Errno.ENOTTY);
        }
      }
      default -> {
        if (request == FIONREAD && file.inode().isRegular()) {
          storeInt(argument, (int) (file.inode().size() - file.position()));
          return 0;
        }
        return ownMethod(file, request, argument);
      }
    }
    return 0;
  }

  /** A driver's ENOIOCTLCMD is ENOTTY to the program. */
  private long ownMethod(OpenFile file, int request, long argument) throws ErrnoException {
    try {
      return file.operations().ioctl(file, request, argument, userMemory);
    } catch (ErrnoException e) {
      throw e.errno() == Errno.ENOIOCTLCMD ? new ErrnoException(Errno.ENOTTY) : e;
    }
  }

  private void setNonBlocking(OpenFile file, long argument) throws ErrnoException {
    boolean on = loadInt(argument) != 0;
    int without = file.flags() & ~OpenFlags.O_NONBLOCK;
    file.setFlags(on ? without | OpenFlags.O_NONBLOCK : without);
  }

  private int loadInt(long address) throws ErrnoException {
    byte[] bytes = new byte[Integer.BYTES];
    userMemory.copyOut(address, bytes, 0, bytes.length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private void storeInt(long address, int value) throws ErrnoException {
    byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    userMemory.copyIn(address, bytes, 0, bytes.length);
  }
}
