package io.kobox.fs;

import io.kobox.fs.init.MachineFiles;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.UserMemory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A file tree as a machine has it, with one process, and no scheduler: who has to wait fails. */
public final class TestMachine {
  private static final long MEMORY = 64 << 20;

  private boolean sigpipe;
  private final MachineFiles files;
  private final FileSystemCalls calls;
  private final TestMemory memory = new TestMemory();

  public TestMachine() throws ErrnoException {
    this(null);
  }

  /** Over a directory of the host; null: an empty tree in memory. */
  public TestMachine(java.nio.file.@Nullable Path hostRoot) throws ErrnoException {
    files =
        new MachineFiles(
            new MachineFiles.World(
                () -> 1_000_000_000L,
                NoWaiting::new,
                (target, offset, count) -> {},
                () -> sigpipe = true,
                MEMORY,
                hostRoot));
    files.mountAll();
    calls =
        new FileSystemCalls(files.vfs(), files.newFsStruct("/"), new FileDescriptorTable(), memory);
    for (int fd = 0; fd < 3; fd++) {
      calls.descriptors().add(files.vfs().pipe(0)[0], false);
    }
  }

  public MachineFiles files() {
    return files;
  }

  public FileSystemCalls calls() {
    return calls;
  }

  public byte[] memory() {
    return memory.page;
  }

  /** Whether SIGPIPE was sent since the last question. */
  public boolean takeSigpipe() {
    boolean sent = sigpipe;
    sigpipe = false;
    return sent;
  }

  public void mkdir(String path) throws ErrnoException {
    calls.mkdirat(OpenFlags.AT_FDCWD, path, 0755);
  }

  /** Waiting for a condition that does not hold would last for ever: EDEADLK. */
  static final class NoWaiting implements WaitQueue {
    @Override
    public void waitEvent(BooleanSupplier condition) throws ErrnoException {
      if (!condition.getAsBoolean()) {
        throw new ErrnoException(Errno.EDEADLK);
      }
    }

    @Override
    public boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds) {
      return condition.getAsBoolean();
    }

    @Override
    public void waitUninterruptibly(BooleanSupplier condition) {
      throw new IllegalStateException("nobody else runs");
    }

    @Override
    public Runnable forwardTo(WaitQueue other) {
      return () -> {};
    }

    @Override
    public void wakeUp() {}
  }

  /** Where the process has a page of memory; all else is not mapped. */
  public static final long BASE = 0x10000;

  private static final class TestMemory implements UserMemory {
    private final byte[] page = new byte[4096];

    @Override
    public long allocate(int size) {
      return BASE;
    }

    @Override
    public void free(long address) {}

    @Override
    public void copyOut(long address, byte[] target, int offset, int length) throws ErrnoException {
      System.arraycopy(page, at(address, length), target, offset, length);
    }

    @Override
    public void copyIn(long address, byte[] source, int offset, int length) throws ErrnoException {
      System.arraycopy(source, offset, page, at(address, length), length);
    }

    private static int at(long address, int length) throws ErrnoException {
      if (address < BASE || address > BASE + 4096 - length) {
        throw new ErrnoException(Errno.EFAULT);
      }
      return (int) (address - BASE);
    }
  }
}
