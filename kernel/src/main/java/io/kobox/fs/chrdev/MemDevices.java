package io.kobox.fs.chrdev;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.mm.AnonymousMapping;
import io.kobox.mm.MappedRange;
import io.kobox.mm.MemoryMapping;
import io.kobox.mm.SharedMapping;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/** The devices of major 1 (drivers/char/mem.c, drivers/char/random.c). */
public final class MemDevices {
  public static final int MAJOR = 1;

  private static final int NULL_MINOR = 3;
  private static final int ZERO_MINOR = 5;
  private static final int FULL_MINOR = 7;
  private static final int RANDOM_MINOR = 8;
  private static final int URANDOM_MINOR = 9;
  private static final int MINORS = 256;
  private static final int PAGE_SIZE = 4096;

  private MemDevices() {}

  /** Registers the major as {@code mem}, and null, zero, full, random and urandom. */
  public static void register(CharDevices devices, RandomSource random) throws ErrnoException {
    devices.registerRegion(MAJOR, 0, MINORS, "mem");
    devices.add(MAJOR, NULL_MINOR, 1, new NullDevice());
    devices.add(MAJOR, ZERO_MINOR, 1, new SourceDevice((target, offset, count) -> {}, false));
    devices.add(MAJOR, FULL_MINOR, 1, new SourceDevice((target, offset, count) -> {}, true));
    devices.add(MAJOR, RANDOM_MINOR, 1, new RandomDevice(random));
    devices.add(MAJOR, URANDOM_MINOR, 1, new RandomDevice(random));
  }

  /** null_lseek: any place will do. */
  private static long nullSeek(OpenFile file) {
    file.setPosition(0);
    return 0;
  }

  /**
   * Fills the buffer as far as it is there; EFAULT if nothing is.
   *
   * @param byWords as clear_user() does it: by eight bytes, of which a fault leaves all or none,
   *     and the rest by one
   */
  private static int fill(RandomSource source, UserBuffer buffer, boolean byWords)
      throws ErrnoException {
    byte[] unit = new byte[Math.min(PAGE_SIZE, buffer.length())];
    int done = 0;
    while (done < buffer.length()) {
      int chunk = Math.min(unit.length, buffer.stretch(done));
      int words = byWords ? chunk & -Long.BYTES : 0;
      int stored = 0;
      while (stored < chunk) {
        int part = Math.min(chunk - stored, buffer.alike(done + stored));
        source.fill(unit, 0, part);
        try {
          if (stored < words) {
            part = Math.min(part, words - stored) & -Long.BYTES;
            if (part == 0) {
              part = Long.BYTES;
              buffer.store(done + stored + part - 1, unit, 0, 1);
            }
          }
          buffer.store(done + stored, unit, 0, part);
        } catch (ErrnoException e) {
          done += stored;
          if (done == 0) {
            throw e;
          }
          return done;
        }
        stored += part;
      }
      done += chunk;
    }
    return done;
  }

  /** /dev/null: read_null, write_null. */
  private static final class NullDevice implements FileOperations {
    @Override
    public int read(OpenFile file, UserBuffer buffer, Position position) {
      return 0;
    }

    @Override
    public int write(OpenFile file, UserBuffer buffer, Position position) {
      return buffer.length();
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
      return nullSeek(file);
    }
  }

  /** /dev/zero, and /dev/full, which reads the same and takes nothing. */
  private static final class SourceDevice implements FileOperations {
    private final RandomSource source;
    private final boolean full;

    SourceDevice(RandomSource source, boolean full) {
      this.source = source;
      this.full = full;
    }

    @Override
    public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
      return fill(source, buffer, true);
    }

    /** mmap_zero: memory; /dev/full has no such method. */
    @Override
    public MemoryMapping mmap(OpenFile file, MappedRange range) throws ErrnoException {
      if (full) {
        throw new ErrnoException(Errno.ENODEV);
      }
      return range.shared() ? new SharedMapping(range) : AnonymousMapping.INSTANCE;
    }

    @Override
    public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
      if (full) {
        throw new ErrnoException(Errno.ENOSPC);
      }
      return buffer.length();
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
      return nullSeek(file);
    }
  }

  /** /dev/random and /dev/urandom. */
  private static final class RandomDevice implements FileOperations {
    private final RandomSource source;

    RandomDevice(RandomSource source) {
      this.source = source;
    }

    @Override
    public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
      return fill(source, buffer, false);
    }

    @Override
    public int write(OpenFile file, UserBuffer buffer, Position position) {
      return buffer.length();
    }

    /** random_ioctl; the requests that change the entropy count are not simulated. */
    @Override
    public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
        throws ErrnoException {
      throw new ErrnoException(Errno.EINVAL);
    }

    /** noop_llseek. */
    @Override
    public long llseek(OpenFile file, long offset, int whence) {
      return file.position();
    }
  }
}
