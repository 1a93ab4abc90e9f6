package io.kobox.fs;

import io.kobox.fs.chrdev.CharDevices;
import io.kobox.fs.chrdev.DeviceNodes;
import io.kobox.fs.chrdev.MemDevices;
import io.kobox.fs.debugfs.Debugfs;
import io.kobox.fs.devtmpfs.Devtmpfs;
import io.kobox.fs.pipe.PipeFs;
import io.kobox.fs.proc.ProcFs;
import io.kobox.fs.ramfs.RamDirectory;
import io.kobox.fs.ramfs.RamSuperBlock;
import io.kobox.fs.ramfs.TmpfsType;
import io.kobox.fs.sysfs.Sysfs;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.UserMemory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A file tree as a machine has it, with one process, and no scheduler: who has to wait fails. */
final class TestMachine {
  static final long MEMORY = 64 << 20;

  long now = 1_000_000_000L;
  boolean sigpipe;
  private int devices = 20;

  final CharDevices charDevices = new CharDevices();
  final FileSystemTypes types = new FileSystemTypes();
  final Sysfs sysfs;
  final ProcFs proc;
  final Debugfs debugfs;
  final Devtmpfs devtmpfs;
  final PipeFs pipeFs;
  final Vfs vfs;
  final FileSystemCalls calls;
  final TestMemory memory = new TestMemory();

  TestMachine() throws ErrnoException {
    this(null);
  }

  /** {@code root} null: an empty tree in memory. */
  TestMachine(@Nullable Dentry root) throws ErrnoException {
    sysfs = new Sysfs(superBlock("sysfs"), NoWaiting::new);
    proc = new ProcFs(superBlock("proc"));
    debugfs = new Debugfs(superBlock("debugfs"));
    devtmpfs = new Devtmpfs(ramSuperBlock("devtmpfs"));
    pipeFs = new PipeFs(superBlock("pipefs"), NoWaiting::new, () -> sigpipe = true);
    types.register(sysfs);
    types.register(new TmpfsType("tmpfs", () -> devices++, () -> now, MEMORY));
    types.register(proc);
    types.register(devtmpfs);
    types.register(debugfs);
    MemDevices.register(charDevices, (target, offset, count) -> {});
    Dentry top =
        root == null ? Dentry.root(new RamDirectory(ramSuperBlock("rootfs"), 0755)) : root;
    SpecialFiles specialFiles = new DeviceNodes(charDevices, pipeFs);
    vfs = new Vfs(top, types, specialFiles, pipeFs, NoWaiting::new);
    FsStruct fs = new FsStruct(vfs.namespace(), vfs.namespace().root().rootPath(), 022);
    calls = new FileSystemCalls(vfs, fs, new FileDescriptorTable(), memory);
    for (int fd = 0; fd < 3; fd++) {
      calls.descriptors().add(vfs.pipe(0)[0], false);
    }
  }

  void mountAll() throws ErrnoException {
    devtmpfs.createStandardNodes();
    mount("proc", "/proc", "proc");
    mount("sysfs", "/sys", "sysfs");
    mount("dev", "/dev", "devtmpfs");
  }

  void mount(String source, String target, String type) throws ErrnoException {
    try {
      calls.mkdirat(OpenFlags.AT_FDCWD, target, 0755);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
    calls.mount(source, target, type, 0, "");
  }

  SuperBlock superBlock(String type) {
    return new SuperBlock(type, devices++, () -> now);
  }

  RamSuperBlock ramSuperBlock(String type) {
    return new RamSuperBlock(type, devices++, () -> now, MEMORY, "");
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
    public void wakeUp() {}
  }

  /** One page at {@link #BASE}; all else is not mapped. */
  static final class TestMemory implements UserMemory {
    static final long BASE = 0x10000;

    final byte[] page = new byte[4096];

    @Override
    public long allocate(int size) {
      return BASE;
    }

    @Override
    public void free(long address) {}

    @Override
    public void copyOut(long address, byte[] target, int offset, int length)
        throws ErrnoException {
      System.arraycopy(page, at(address, length), target, offset, length);
    }

    @Override
    public void copyIn(long address, byte[] source, int offset, int length)
        throws ErrnoException {
      System.arraycopy(source, offset, page, at(address, length), length);
    }

    private static int at(long address, int length) throws ErrnoException {
      if (address < BASE || address + length > BASE + 4096) {
        throw new ErrnoException(Errno.EFAULT);
      }
      return (int) (address - BASE);
    }
  }
}
