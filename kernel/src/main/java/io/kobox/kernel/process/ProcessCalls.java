package io.kobox.kernel.process;

import io.kobox.device.Board;
import io.kobox.fs.FileSystemCalls;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.module.ModuleCalls;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.Utsname;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one process: the entry that every call takes, then the part of the kernel
 * that serves it. A process that a signal ends dies at the entry of its next call.
 */
public final class ProcessCalls implements SystemCalls {
  /** What one system call takes at least, so that no loop of calls stands still in time. */
  private static final long ENTRY_NANOSECONDS = 300;

  private final Process process;
  private final Processes processes;
  private final FileSystemCalls files;
  private final Scheduler scheduler;
  private final Timekeeping timekeeping;
  private final Runnable entry;
  private final Interrupts interrupts;
  private final Board board;
  private final ModuleCalls modules;
  private final SyslogCall syslog;
  private final Utsname utsname;
  private final UserMemory userMemory;
  private final BinaryFormat binaries;

  public ProcessCalls(
      Process process,
      Processes processes,
      Scheduler scheduler,
      Timekeeping timekeeping,
      Runnable entry,
      Interrupts interrupts,
      Board board,
      ModuleCalls modules,
      SyslogCall syslog,
      Utsname utsname,
      UserMemory userMemory,
      BinaryFormat binaries) {
    this.process = process;
    this.processes = processes;
    this.files = process.files();
    this.scheduler = scheduler;
    this.timekeeping = timekeeping;
    this.entry = entry;
    this.interrupts = interrupts;
    this.board = board;
    this.modules = modules;
    this.syslog = syslog;
    this.utsname = utsname;
    this.userMemory = userMemory;
    this.binaries = binaries;
  }

  private FileSystemCalls files() {
    enter();
    return files;
  }

  /** What every call does first. */
  public void enter() {
    timekeeping.advance(ENTRY_NANOSECONDS);
    entry.run();
    scheduler.checkSignals();
  }

  @Override
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    return files().openat(dirfd, path, flags, mode);
  }

  @Override
  public void close(int fd) throws ErrnoException {
    files().close(fd);
  }

  @Override
  public int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    return files().read(fd, buffer, offset, count);
  }

  @Override
  public int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    return files().write(fd, buffer, offset, count);
  }

  @Override
  public int pread64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    return files().pread64(fd, buffer, offset, count, position);
  }

  @Override
  public int pwrite64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    return files().pwrite64(fd, buffer, offset, count, position);
  }

  /** pread64 with a raw pointer. */
  public long pread64(int fd, long userAddress, long count, long position) throws ErrnoException {
    return files().pread64(fd, userAddress, count, position);
  }

  /** pwrite64 with a raw pointer. */
  public long pwrite64(int fd, long userAddress, long count, long position) throws ErrnoException {
    return files().pwrite64(fd, userAddress, count, position);
  }

  @Override
  public long read(int fd, long userAddress, long count) throws ErrnoException {
    return files().read(fd, userAddress, count);
  }

  @Override
  public long write(int fd, long userAddress, long count) throws ErrnoException {
    return files().write(fd, userAddress, count);
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return files().lseek(fd, offset, whence);
  }

  @Override
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    return files().ioctl(fd, request, argument);
  }

  @Override
  public long mmap(long length, int protection, int flags, int fd, long offset)
      throws ErrnoException {
    return new MmapCall(process.pid(), files().descriptors(), process.memory())
        .map(0, length, protection, flags, fd, offset);
  }

  @Override
  public void munmap(long address, long length) throws ErrnoException {
    enter();
    process.memory().unmap(address, length);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return files().dup(fd);
  }

  @Override
  public int dup2(int oldFd, int newFd) throws ErrnoException {
    return files().dup2(oldFd, newFd);
  }

  @Override
  public int fcntl(int fd, int command, long argument) throws ErrnoException {
    return files().fcntl(fd, command, argument);
  }

  @Override
  public int[] pipe2(int flags) throws ErrnoException {
    return files().pipe2(flags);
  }

  @Override
  public int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    return files().poll(fd, events, timeout);
  }

  @Override
  public void fsync(int fd) throws ErrnoException {
    files().fsync(fd, false);
  }

  @Override
  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    return files().newfstatat(dirfd, path, flags);
  }

  @Override
  public Stat fstat(int fd) throws ErrnoException {
    return files().fstat(fd);
  }

  @Override
  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    return files().getdents64(fd);
  }

  @Override
  public String readlinkat(int dirfd, String path) throws ErrnoException {
    return files().readlinkat(dirfd, path);
  }

  @Override
  public void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    files().mkdirat(dirfd, path, mode);
  }

  @Override
  public void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    files().mknodat(dirfd, path, mode, dev);
  }

  @Override
  public void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    files().unlinkat(dirfd, path, flags);
  }

  @Override
  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    files().renameat(oldDirfd, oldPath, newDirfd, newPath);
  }

  @Override
  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    files().linkat(oldDirfd, oldPath, newDirfd, newPath, flags);
  }

  @Override
  public void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    files().symlinkat(target, dirfd, path);
  }

  @Override
  public void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    files().fchmodat(dirfd, path, mode);
  }

  @Override
  public void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    files().fchownat(dirfd, path, uid, gid, flags);
  }

  @Override
  public void utimensat(int dirfd, String path, long atime, long mtime, int flags)
      throws ErrnoException {
    files().utimensat(dirfd, path, atime, mtime, flags);
  }

  @Override
  public void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    files().faccessat(dirfd, path, mode);
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    files().ftruncate(fd, length);
  }

  @Override
  public void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    files().mount(source, target, type, flags, data);
  }

  @Override
  public void umount2(String target, int flags) throws ErrnoException {
    files().umount2(target, flags);
  }

  @KernelFunction("__do_sys_init_module")
  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    enter();
    modules.initModule(image, parameters);
  }

  @KernelFunction("__do_sys_finit_module")
  @Override
  public void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    enter();
    modules.finitModule(files.descriptors().get(fd), parameters, flags);
  }

  @KernelFunction("__do_sys_delete_module")
  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    enter();
    modules.deleteModule(name, flags);
  }

  @Override
  public int syslog(int action, byte @Nullable [] buffer, int length) throws ErrnoException {
    enter();
    return syslog.call(action, buffer, length);
  }

  @Override
  public int getpid() {
    enter();
    return process.pid();
  }

  @Override
  public int getppid() {
    enter();
    Process parent = process.parent();
    return parent == null ? 0 : parent.pid();
  }

  @Override
  public String getcwd() throws ErrnoException {
    return files().getcwd();
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    files().chdir(path);
  }

  @Override
  public int umask(int mask) {
    return files().umask(mask);
  }

  @Override
  public void setComm(String comm) {
    enter();
    process.task().setComm(comm);
  }

  @Override
  public void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    enter();
    if (!processes.isJava(path)) {
      throw new NewProgramError(binaries.load(this, process, path, argv, environment));
    }
    process.task().setComm(path.substring(path.lastIndexOf('/') + 1));
    process.setArgv(argv);
  }

  @Override
  public int spawn(String comm, List<String> argv, Program program) {
    enter();
    return processes.spawn(process, comm, argv, program).pid();
  }

  @Override
  public @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException {
    enter();
    if (!hasChild(pid)) {
      throw new ErrnoException(Errno.ECHILD);
    }
    if ((options & WNOHANG) != 0) {
      scheduler.yieldCpu();
    } else if (timeout == null) {
      process.childExit().waitEvent(() -> processes.hasZombie(process, pid));
    } else {
      process
          .childExit()
          .waitEventTimeout(() -> processes.hasZombie(process, pid), timeout.toNanos());
    }
    return processes.reap(process, pid);
  }

  private boolean hasChild(int pid) {
    return process.children().stream().anyMatch(child -> pid == -1 || child.pid() == pid);
  }

  @Override
  public void kill(int pid, int signal) throws ErrnoException {
    enter();
    processes.kill(process, pid, signal);
    scheduler.checkSignals();
  }

  @Override
  public Board board() {
    enter();
    return board;
  }

  @Override
  public void raiseInterrupt(int irq) throws ErrnoException {
    enter();
    if (!interrupts.exists(irq)) {
      throw new ErrnoException(Errno.ENXIO);
    }
    interrupts.raise(irq);
    entry.run();
  }

  @Override
  public void nanosleep(Duration duration) {
    enter();
    scheduler.sleepFor(Task.TASK_INTERRUPTIBLE, duration.toNanos());
    scheduler.checkSignals();
  }

  @Override
  public long clockGettime(int clock) throws ErrnoException {
    enter();
    return switch (clock) {
      case 0, 5 -> timekeeping.realtime();
      case 1, 4, 6, 7 -> timekeeping.monotonic();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  @Override
  public Utsname uname() {
    enter();
    return utsname;
  }

  @Override
  public UserMemory userMemory() {
    return userMemory;
  }
}
