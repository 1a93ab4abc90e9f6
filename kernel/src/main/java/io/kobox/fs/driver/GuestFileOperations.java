package io.kobox.fs.driver;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.fs.VectorBuffer;
import io.kobox.kernel.entry.Guest;
import io.kobox.mm.MappedRange;
import io.kobox.mm.MemoryMapping;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/** Files whose methods are guest functions, in a struct file_operations or proc_ops. */
public class GuestFileOperations implements FileOperations {
  private final DriverFiles files;
  private final Methods methods;
  private final long operations;

  /**
   * @param operations the address of the struct that {@code methods} says
   */
  public GuestFileOperations(DriverFiles files, Methods methods, long operations) {
    this.files = files;
    this.methods = methods;
    this.operations = operations;
  }

  protected final Guest guest() {
    return files.guest();
  }

  /** Before the driver's open method: the owner may fill in its inode or refuse. */
  protected void prepare(GuestFile file) throws ErrnoException {}

  /** After release, and after an open that failed. */
  protected void finish(GuestFile file) {}

  /** The open file, once open has been called. */
  protected static GuestFile guestFile(OpenFile file) {
    if (file.privateData() instanceof GuestFile guestFile) {
      return guestFile;
    }
    throw new IllegalStateException("open was not called");
  }

  /** The address of a method, 0 if there is none; open may have replaced them all. */
  private long method(GuestFile file, String name) {
    String field = methods.field(name);
    if (field.isEmpty()) {
      return 0;
    }
    long table = methods == Methods.FILE_OPERATIONS ? file.struct().get("f_op") : operations;
    return table == 0 ? 0 : guest().at(methods.struct(), table).get(field);
  }

  @Override
  public void open(OpenFile file) throws ErrnoException {
    long visible = methods == Methods.FILE_OPERATIONS ? operations : 0;
    GuestFile guestFile = new GuestFile(guest(), files.inodes(), file, visible);
    boolean opened = false;
    boolean prepared = false;
    try {
      prepare(guestFile);
      prepared = true;
      long open = method(guestFile, "open");
      if (open != 0) {
        int error = guest().callInt(open, guestFile.inodeAddress(), guestFile.address());
        if (error != 0) {
          throw Guest.failure(error < 0 ? error : -Errno.EINVAL.number());
        }
      }
      opened = true;
    } finally {
      if (!opened) {
        if (prepared) {
          finish(guestFile);
        }
        guestFile.free();
      }
    }
    if (!guestFile.has(GuestFile.FMODE_PREAD | GuestFile.FMODE_PWRITE)) {
      file.makeNonSeekable();
    }
    guestFile.takePosition();
    file.setPrivateData(guestFile);
    files.opened(file, guestFile);
  }

  @Override
  public void release(OpenFile file) {
    GuestFile guestFile = guestFile(file);
    guestFile.enter();
    long fasync = method(guestFile, "fasync");
    if (fasync != 0 && (file.flags() & DriverFiles.FASYNC) != 0) {
      guest().call(fasync, -1, guestFile.address(), 0);
    }
    long release = method(guestFile, "release");
    if (release != 0) {
      guest().call(release, guestFile.inodeAddress(), guestFile.address());
    }
    finish(guestFile);
    files.closed(guestFile);
    guestFile.free();
  }

  @Override
  public void flush(OpenFile file) throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long flush = method(guestFile, "flush");
    if (flush != 0) {
      guestFile.enter();
      check(guest().callInt(flush, guestFile.address(), 0));
    }
  }

  private static long check(long result) throws ErrnoException {
    if (result < 0) {
      throw Guest.failure(result);
    }
    return result;
  }

  /** /proc has a method of its own before the driver's. */
  private boolean can(OpenFile file, String method) {
    GuestFile guestFile = guestFile(file);
    return methods == Methods.PROC_OPS
        || method(guestFile, method) != 0
        || method(guestFile, method + "_iter") != 0;
  }

  @Override
  public boolean canRead(OpenFile file) {
    return can(file, "read");
  }

  @Override
  public boolean canWrite(OpenFile file) {
    return can(file, "write");
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (buffer instanceof VectorBuffer vector && isIterated(file, false)) {
      return (int) move(file, IovIter.vector(vector), position, false);
    }
    return files.bounce().read(buffer, (at, count) -> move(file, at, count, position, false));
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (buffer instanceof VectorBuffer vector && isIterated(file, true)) {
      return (int) move(file, IovIter.vector(vector), position, true);
    }
    return files.bounce().write(buffer, (at, count) -> move(file, at, count, position, true));
  }

  private boolean isIterated(OpenFile file, boolean write) {
    return method(guestFile(file), write ? "write_iter" : "read_iter") != 0;
  }

  private long move(OpenFile file, long address, long count, Position position, boolean write)
      throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, write ? "write" : "read");
    if (method == 0) {
      return move(file, IovIter.range(address, count), position, write);
    }
    return positioned(
        guestFile,
        position,
        place -> guest().call(method, guestFile.address(), address, count, place));
  }

  private long move(OpenFile file, IovIter.Memory memory, Position position, boolean write)
      throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, write ? "write_iter" : "read_iter");
    if (method == 0) {
      throw new ErrnoException(methods == Methods.PROC_OPS ? Errno.EIO : Errno.EINVAL);
    }
    return positioned(
        guestFile,
        position,
        place -> IovIter.call(guest(), method, guestFile, memory, write, place));
  }

  /** A method that gets the address of the position; 0 for a stream. */
  @FunctionalInterface
  private interface PositionedCall {
    long call(long place) throws ErrnoException;
  }

  private long positioned(GuestFile guestFile, Position position, PositionedCall call)
      throws ErrnoException {
    guestFile.enter();
    long place = guestFile.has(GuestFile.FMODE_STREAM) ? 0 : guest().zalloc(Long.BYTES);
    try {
      if (place != 0) {
        guest().memory().putLong(place, position.value());
      }
      long result = check(call.call(place));
      if (place != 0) {
        position.set(guest().memory().getLong(place));
      }
      return result;
    } finally {
      guest().free(place);
    }
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "llseek");
    if (method == 0 || !guestFile.has(GuestFile.FMODE_LSEEK)) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    guestFile.enter();
    long result = guest().call(method, guestFile.address(), offset, whence);
    guestFile.takePosition();
    return check(result);
  }

  @Override
  public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "ioctl");
    if (method == 0) {
      throw new ErrnoException(Errno.ENOTTY);
    }
    guestFile.enter();
    long result =
        guest().call(method, guestFile.address(), Integer.toUnsignedLong(request), argument);
    return isError(result) ? check(result) : result;
  }

  @Override
  public MemoryMapping mmap(OpenFile file, MappedRange range) throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "mmap");
    if (method == 0) {
      throw new ErrnoException(Errno.ENODEV);
    }
    guestFile.enter();
    return GuestMapping.map(guest(), file, method, guestFile.address(), range);
  }

  /** The result is a long, but only the errors' range counts as an error. */
  private static boolean isError(long result) {
    return result < 0 && result >= -4095;
  }

  @Override
  public int poll(OpenFile file, PollTable table) {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "poll");
    if (method == 0) {
      return PollEvents.DEFAULT;
    }
    guestFile.enter();
    return files.poll().call(method, guestFile.address(), table);
  }

  @Override
  public boolean hasFasync(OpenFile file) {
    return method(guestFile(file), "fasync") != 0;
  }

  @Override
  public void fasync(int fd, OpenFile file, int on) throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "fasync");
    if (method != 0) {
      guestFile.enter();
      int result = guest().callInt(method, fd, guestFile.address(), on);
      file.setFlags(guestFile.struct().getInt("f_flags"));
      check(result);
    }
  }

  @Override
  public void fsync(OpenFile file, boolean dataOnly) throws ErrnoException {
    GuestFile guestFile = guestFile(file);
    long method = method(guestFile, "fsync");
    if (method == 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    guestFile.enter();
    check(guest().callInt(method, guestFile.address(), 0, Long.MAX_VALUE, dataOnly ? 1 : 0));
  }
}
