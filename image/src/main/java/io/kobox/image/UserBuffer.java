package io.kobox.image;

import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import io.kobox.unicorn.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory of a process through which its Java program passes paths, structures and data to system
 * calls. It is mapped and present from the start and not shared with children, so that Java can
 * write it without the kernel's help.
 */
final class UserBuffer {
  private static final int SIZE = 256 << 10;
  private static final int PATHS = 8192;

  /** How much data one call moves at most. */
  static final int DATA_SIZE = SIZE - 4 * PATHS;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_POPULATE = 0x8022;
  private static final int MADV_DONTFORK = 10;

  /** Linux 5.14: has the pages brought as an access by the program would. */
  private static final int MADV_POPULATE_READ = 22;

  private static final int MADV_POPULATE_WRITE = 23;
  private static final int PAGE_SIZE = 4096;

  private final Pc pc;
  private final Agents agents;
  private final AgentThread thread;
  private final long address;

  /** The buffer at {@code address}, which {@link #create} made. */
  UserBuffer(Agents agents, AgentThread thread, long address) {
    this.pc = agents.pc();
    this.agents = agents;
    this.thread = thread;
    this.address = address;
  }

  /** A buffer for a process that is stopped now. */
  static UserBuffer create(Agents agents, AgentThread thread) throws ErrnoException {
    return new UserBuffer(agents, thread, map(agents, thread, SIZE));
  }

  long address() {
    return address;
  }

  private static long map(Agents agents, AgentThread thread, int size) throws ErrnoException {
    long at =
        agents.call(
            thread,
            SyscallNumber.MMAP,
            0,
            size,
            PROT_READ_WRITE,
            MAP_PRIVATE_ANONYMOUS_POPULATE,
            -1,
            0);
    if (at < 0 && at > -4096) {
      throw new ErrnoException((int) -at);
    }
    agents.call(thread, SyscallNumber.MADVISE, at, size, MADV_DONTFORK);
    return at;
  }

  /** Memory for raw pointers of the program. */
  UserMemory userMemory() {
    return new UserMemory() {
      private final Map<Long, Integer> sizes = new HashMap<>();

      @Override
      public long allocate(int size) throws ErrnoException {
        long at = map(agents, thread, size);
        sizes.put(at, size);
        return at;
      }

      @Override
      public void free(long at) throws ErrnoException {
        Integer size = sizes.remove(at);
        if (size == null) {
          throw new ErrnoException(Errno.EINVAL);
        }
        agents.call(thread, SyscallNumber.MUNMAP, at, size);
      }

      @Override
      public void copyOut(long at, byte[] target, int offset, int length) throws ErrnoException {
        bring(at, length, MADV_POPULATE_READ);
        if (pages().read(at, target, offset, length) != length) {
          throw new ErrnoException(Errno.EFAULT);
        }
      }

      @Override
      public void copyIn(long at, byte[] source, int offset, int length) throws ErrnoException {
        bring(at, length, MADV_POPULATE_WRITE);
        if (pages().write(at, source, offset, length) != length) {
          throw new ErrnoException(Errno.EFAULT);
        }
      }

      // what was allocated here is present; of a file's mapping the file brings the pages
      private void bring(long at, int length, int how) {
        if (!sizes.containsKey(at) && length > 0) {
          long first = at & -PAGE_SIZE;
          agents.call(thread, SyscallNumber.MADVISE, first, at + length - first, how);
        }
      }
    };
  }

  /** The first path of a call; NUL-terminated. */
  long path(String path) throws ErrnoException {
    return put(0, path);
  }

  /** The second path of a call. */
  long secondPath(String path) throws ErrnoException {
    return put(PATHS, path);
  }

  /** A third string of a call. */
  long string(String text) throws ErrnoException {
    return put(2 * PATHS, text);
  }

  private long put(int at, String text) throws ErrnoException {
    byte[] bytes = CString.of(text);
    if (bytes.length > PATHS) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    pages().write(address + at, bytes, 0, bytes.length);
    return address + at;
  }

  /** Where structures go that calls fill in. */
  long structure() {
    return address + 3L * PATHS;
  }

  /** The first bytes of what a call filled in. */
  ByteBuffer structure(int size) {
    byte[] bytes = new byte[size];
    pages().read(structure(), bytes, 0, size);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void setStructureLong(int offset, long value) {
    pages().putLong(structure() + offset, value);
  }

  void putStructure(byte[] bytes) {
    pages().write(structure(), bytes, 0, bytes.length);
  }

  /** Where data goes. */
  long data() {
    return address + 4L * PATHS;
  }

  void putData(byte[] source, int offset, int count) {
    pages().write(data(), source, offset, count);
  }

  void getData(byte[] target, int offset, int count) {
    pages().read(data(), target, offset, count);
  }

  private GuestPages pages() {
    GuestPages pages = pc.pages();
    pages.setRoot(pc.read(Register.CR3));
    return pages;
  }
}
