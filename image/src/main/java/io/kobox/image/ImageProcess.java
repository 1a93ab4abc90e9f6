package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.device.Board;
import io.kobox.device.InterruptLine;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.PlatformBus;
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
 * The system calls of a process of the image kernel, made by its Java program. The small ones go to
 * the kernel from here; the others are in classes by what they are about.
 */
final class ImageProcess implements SystemCalls {
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_TSC = 26;
  private static final int PR_TSC_SIGSEGV = 2;

  /** The first process's descriptor of its console, out of the way of all others. */
  private static final int CONSOLE = 60;

  private final ImageProcesses processes;
  private final Descriptors descriptors;
  private final RawCalls raw;
  private final HostView view;
  private final FileCalls files;
  private final NameCalls names;
  private final ModuleCalls modules;
  private final ProgramCalls programs;

  /** Takes over a process that has just stopped for the first time. */
  ImageProcess(ImageProcesses processes, AgentThread thread, Descriptors descriptors)
      throws ErrnoException {
    this(processes, thread, descriptors, UserBuffer.create(processes.agents(), thread));
  }

  /** A process that has its buffer already. */
  ImageProcess(
      ImageProcesses processes, AgentThread thread, Descriptors descriptors, UserBuffer buffer) {
    this.processes = processes;
    this.descriptors = descriptors;
    raw = new RawCalls(processes.agents(), thread, buffer);
    view = new HostView(raw, descriptors, processes.hostTree());
    files = new FileCalls(raw, descriptors, processes.hostTree());
    names = new NameCalls(raw, descriptors, view);
    modules = new ModuleCalls(raw);
    programs = new ProgramCalls(this, processes, raw);
  }

  AgentThread thread() {
    return raw.thread();
  }

  UserBuffer buffer() {
    return raw.buffer();
  }

  Descriptors descriptors() {
    return descriptors;
  }

  HostView view() {
    return view;
  }

  /* What the first process does */

  /** Opens /dev/console, as the first process of every machine has it open. */
  void openConsole() throws ErrnoException {
    long path = raw.buffer().path("/dev/console");
    int fd = (int) raw.call(OPENAT, OpenFlags.AT_FDCWD, path, OpenFlags.O_RDWR, 0);
    raw.call(DUP2, fd, CONSOLE);
    raw.call(CLOSE, fd);
  }

  /** A child of the first process does not keep that one's console. */
  void closeConsole() {
    raw.result(CLOSE, CONSOLE);
  }

  /** A descriptor number that nothing else gets. */
  int placeholder() throws ErrnoException {
    return view.placeholder();
  }

  /** Has this process and all that it starts fault at rdtsc; the PC carries that out. */
  void refuseTimeStamps() throws ErrnoException {
    raw.call(PRCTL, PR_SET_TSC, PR_TSC_SIGSEGV);
  }

  /* Open files */

  @Override
  public void close(int fd) throws ErrnoException {
    files.close(fd);
  }

  @Override
  public int read(int fd, byte[] target, int offset, int count) throws ErrnoException {
    return files.read(fd, target, offset, count);
  }

  @Override
  public int write(int fd, byte[] source, int offset, int count) throws ErrnoException {
    return files.write(fd, source, offset, count);
  }

  @Override
  public int pread64(int fd, byte[] target, int offset, int count, long position)
      throws ErrnoException {
    return files.pread64(fd, target, offset, count, position);
  }

  @Override
  public int pwrite64(int fd, byte[] source, int offset, int count, long position)
      throws ErrnoException {
    return files.pwrite64(fd, source, offset, count, position);
  }

  @Override
  public long read(int fd, long userAddress, long count) throws ErrnoException {
    return raw.call(READ, fd, userAddress, count);
  }

  @Override
  public long write(int fd, long userAddress, long count) throws ErrnoException {
    return raw.call(WRITE, fd, userAddress, count);
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return files.lseek(fd, offset, whence);
  }

  @Override
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    return files.ioctl(fd, request, argument);
  }

  @Override
  public long mmap(long length, int protection, int flags, int fd, long offset)
      throws ErrnoException {
    return raw.call(MMAP, 0, length, protection, flags, fd, offset);
  }

  @Override
  public void munmap(long address, long length) throws ErrnoException {
    raw.call(MUNMAP, address, length);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return files.dup(fd);
  }

  @Override
  public int dup2(int oldFd, int newFd) throws ErrnoException {
    return files.dup2(oldFd, newFd);
  }

  @Override
  public int fcntl(int fd, int command, long argument) throws ErrnoException {
    return files.fcntl(fd, command, argument);
  }

  @Override
  public int[] pipe2(int flags) throws ErrnoException {
    return files.pipe2(flags);
  }

  @Override
  public int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    return files.poll(fd, events, timeout);
  }

  @Override
  public int socket(int domain, int type, int protocol) throws ErrnoException {
    return files.socket(domain, type, protocol);
  }

  @Override
  public int sendto(int fd, byte[] data, byte[] address) throws ErrnoException {
    return files.sendto(fd, data, address);
  }

  @Override
  public int recvfrom(int fd, byte[] data, byte[] address) throws ErrnoException {
    return files.recvfrom(fd, data, address);
  }

  @Override
  public Stat fstat(int fd) throws ErrnoException {
    return files.fstat(fd);
  }

  @Override
  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    return files.getdents64(fd);
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    raw.call(FTRUNCATE, fd, length);
  }

  /* Files by their names */

  @Override
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    return names.openat(dirfd, path, flags, mode);
  }

  @Override
  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    return names.newfstatat(dirfd, path, flags);
  }

  @Override
  public String readlinkat(int dirfd, String path) throws ErrnoException {
    return names.readlinkat(dirfd, path);
  }

  @Override
  public void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    names.mkdirat(dirfd, path, mode);
  }

  @Override
  public void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    names.mknodat(dirfd, path, mode, dev);
  }

  @Override
  public void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    names.unlinkat(dirfd, path, flags);
  }

  @Override
  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    names.renameat(oldDirfd, oldPath, newDirfd, newPath);
  }

  @Override
  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    names.linkat(oldDirfd, oldPath, newDirfd, newPath, flags);
  }

  @Override
  public void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    names.symlinkat(target, dirfd, path);
  }

  @Override
  public void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    names.fchmodat(dirfd, path, mode);
  }

  @Override
  public void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    names.fchownat(dirfd, path, uid, gid, flags);
  }

  @Override
  public void utimensat(int dirfd, String path, long atime, long mtime, int flags)
      throws ErrnoException {
    names.utimensat(dirfd, path, atime, mtime, flags);
  }

  @Override
  public void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    names.faccessat(dirfd, path, mode);
  }

  @Override
  public void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    names.mount(source, target, type, flags, data);
  }

  @Override
  public void umount2(String target, int flags) throws ErrnoException {
    names.umount2(target, flags);
  }

  @Override
  public String getcwd() throws ErrnoException {
    return view.workingDirectory();
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    names.chdir(path);
  }

  /* Modules and the log */

  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    modules.initModule(image, parameters);
  }

  @Override
  public void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    modules.finitModule(fd, parameters, flags);
  }

  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    modules.deleteModule(name, flags);
  }

  @Override
  public int syslog(int action, byte @Nullable [] target, int length) throws ErrnoException {
    return modules.syslog(action, target, length);
  }

  /* Processes */

  @Override
  public int getpid() {
    return (int) raw.result(GETPID);
  }

  @Override
  public int getppid() {
    return (int) raw.result(GETPPID);
  }

  @Override
  public int umask(int mask) {
    return (int) raw.result(UMASK, mask);
  }

  @Override
  public void setComm(String comm) {
    try {
      raw.result(PRCTL, PR_SET_NAME, raw.buffer().path(comm));
    } catch (ErrnoException e) {
      throw new IllegalArgumentException(comm, e);
    }
  }

  @Override
  public int spawn(String comm, List<String> argv, Program program) throws ErrnoException {
    return programs.spawn(comm, program);
  }

  @Override
  public void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    programs.execve(path, argv, environment);
  }

  @Override
  public @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException {
    return programs.wait4(pid, options, timeout);
  }

  @Override
  public void kill(int pid, int signal) throws ErrnoException {
    raw.call(KILL, pid, signal);
  }

  @Override
  public void nanosleep(Duration duration) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    StructTimespec.write(buffer, 0, duration);
    raw.call(NANOSLEEP, buffer.structure(), 0);
  }

  @Override
  public long clockGettime(int clock) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    raw.call(CLOCK_GETTIME, clock, buffer.structure());
    return StructTimespec.read(buffer);
  }

  @Override
  public Utsname uname() {
    UserBuffer buffer = raw.buffer();
    raw.result(UNAME, buffer.structure());
    return StructUtsname.read(buffer);
  }

  @Override
  public UserMemory userMemory() {
    return raw.userMemory();
  }

  /* The machine */

  @Override
  public Board board() {
    return raw.agents().pc().board();
  }

  @Override
  public @Nullable PlatformBus platformBus() {
    PlatformDevices devices = processes.platformDevices();
    return devices == null ? null : devices.of(raw.thread());
  }

  @Override
  public void raiseInterrupt(int irq) throws ErrnoException {
    InterruptLine line = board().line(irq);
    if (line == null) {
      throw new ErrnoException(Errno.ENXIO);
    }
    line.pulse();
  }
}
