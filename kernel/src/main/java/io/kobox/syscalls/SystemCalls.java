package io.kobox.syscalls;

import io.kobox.device.Board;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one process, named as in Linux. Paths are ISO 8859-1 bytes as chars; a
 * relative path starts at {@code dirfd} ({@link OpenFlags#AT_FDCWD}: the working directory). Where
 * a call takes a Java buffer, the kernel sees it as memory of the process.
 *
 * <p>Every call is made on the process's own thread. A call may block; when the process is killed
 * meanwhile, it does not return (an {@link Error} unwinds the program, which must not catch it).
 */
public interface SystemCalls {
  int SEEK_SET = 0;
  int SEEK_CUR = 1;
  int SEEK_END = 2;

  int F_DUPFD = 0;
  int F_GETFL = 3;
  int F_SETFL = 4;

  int SIGINT = 2;
  int SIGKILL = 9;
  int SIGSEGV = 11;
  int SIGPIPE = 13;
  int SIGALRM = 14;
  int SIGTERM = 15;

  int WNOHANG = 1;

  /* Files */

  @Syscall(257)
  int openat(int dirfd, String path, int flags, int mode) throws ErrnoException;

  @Syscall(3)
  void close(int fd) throws ErrnoException;

  /** Reads at most {@code count} bytes; 0 is the end of the file. */
  @Syscall(0)
  int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException;

  @Syscall(1)
  int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException;

  @Syscall(17)
  int pread64(int fd, byte[] buffer, int offset, int count, long position) throws ErrnoException;

  @Syscall(18)
  int pwrite64(int fd, byte[] buffer, int offset, int count, long position) throws ErrnoException;

  /** read with a raw pointer into the process's memory (or to nowhere). */
  @Syscall(0)
  long read(int fd, long userAddress, long count) throws ErrnoException;

  /** write with a raw pointer into the process's memory (or to nowhere). */
  @Syscall(1)
  long write(int fd, long userAddress, long count) throws ErrnoException;

  @Syscall(8)
  long lseek(int fd, long offset, int whence) throws ErrnoException;

  /** ioctl with a raw argument: a number, or an address from {@link #userMemory()}. */
  @Syscall(16)
  long ioctl(int fd, int request, long argument) throws ErrnoException;

  /**
   * Maps a file into the process's memory, where the kernel finds a place; protection and flags are
   * those of {@link MmapFlags}. The first address.
   */
  @Syscall(9)
  default long mmap(long length, int protection, int flags, int fd, long offset)
      throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  /** Takes away what mmap made. */
  @Syscall(11)
  default void munmap(long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Syscall(32)
  int dup(int fd) throws ErrnoException;

  @Syscall(33)
  int dup2(int oldFd, int newFd) throws ErrnoException;

  @Syscall(72)
  int fcntl(int fd, int command, long argument) throws ErrnoException;

  /** A pipe: {read end, write end}. */
  @Syscall(293)
  int[] pipe2(int flags) throws ErrnoException;

  /** poll of one descriptor; the returned events, 0 on timeout ({@code null}: none). */
  @Syscall(7)
  int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException;

  /** Has a file written to its device. */
  @Syscall(74)
  default void fsync(int fd) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Syscall(262)
  Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException;

  @Syscall(5)
  Stat fstat(int fd) throws ErrnoException;

  /** All entries of an open directory from its position on, "." and ".." first. */
  @Syscall(217)
  List<DirectoryEntry> getdents64(int fd) throws ErrnoException;

  @Syscall(267)
  String readlinkat(int dirfd, String path) throws ErrnoException;

  @Syscall(258)
  void mkdirat(int dirfd, String path, int mode) throws ErrnoException;

  /** {@code mode} holds the type's bits; {@code dev} as {@link Stat#makedev}. */
  @Syscall(259)
  void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException;

  @Syscall(263)
  void unlinkat(int dirfd, String path, int flags) throws ErrnoException;

  @Syscall(264)
  void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath) throws ErrnoException;

  @Syscall(265)
  void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException;

  @Syscall(266)
  void symlinkat(String target, int dirfd, String path) throws ErrnoException;

  @Syscall(268)
  void fchmodat(int dirfd, String path, int mode) throws ErrnoException;

  @Syscall(260)
  void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException;

  /** Times in nanoseconds since 1970. */
  @Syscall(280)
  void utimensat(int dirfd, String path, long atime, long mtime, int flags) throws ErrnoException;

  @Syscall(269)
  void faccessat(int dirfd, String path, int mode) throws ErrnoException;

  @Syscall(77)
  void ftruncate(int fd, long length) throws ErrnoException;

  @Syscall(165)
  void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException;

  @Syscall(166)
  void umount2(String target, int flags) throws ErrnoException;

  /* Modules and the log */

  @Syscall(175)
  void initModule(byte[] image, String parameters) throws ErrnoException;

  /** finit_module; {@code flags}: MODULE_INIT_IGNORE_MODVERSIONS 1, _IGNORE_VERMAGIC 2. */
  @Syscall(313)
  void finitModule(int fd, String parameters, int flags) throws ErrnoException;

  @Syscall(176)
  void deleteModule(String name, int flags) throws ErrnoException;

  /** syslog(2), the kernel's log; {@code buffer} may be null for actions without one. */
  @Syscall(103)
  int syslog(int action, byte @Nullable [] buffer, int length) throws ErrnoException;

  /* Sockets: those of the simulated kernel are none */

  /** socket(2). */
  @Syscall(41)
  default int socket(int domain, int type, int protocol) throws ErrnoException {
    throw new ErrnoException(Errno.EAFNOSUPPORT);
  }

  /** sendto(2); {@code address} is a {@code struct sockaddr}. */
  @Syscall(44)
  default int sendto(int fd, byte[] data, byte[] address) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTSOCK);
  }

  /** recvfrom(2); the sender's {@code struct sockaddr} goes to {@code address}. */
  @Syscall(45)
  default int recvfrom(int fd, byte[] data, byte[] address) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTSOCK);
  }

  /* Processes */

  @Syscall(39)
  int getpid();

  @Syscall(110)
  int getppid();

  @Syscall(79)
  String getcwd() throws ErrnoException;

  @Syscall(80)
  void chdir(String path) throws ErrnoException;

  @Syscall(95)
  int umask(int mask);

  /** prctl(PR_SET_NAME): what {@code current->comm} is. */
  @Syscall(157)
  void setComm(String comm);

  /**
   * fork and exec in one: starts {@code program} as a child that inherits open files, working
   * directory and umask. The child is runnable; the caller goes on.
   */
  @Syscall(56)
  int spawn(String comm, List<String> argv, Program program) throws ErrnoException;

  /**
   * Waits for a child to end; {@code pid} -1 is any. Null after {@code timeout} or, with WNOHANG,
   * at once. (The time limit is ours; Linux programs use a signal.)
   */
  @Syscall(61)
  @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException;

  @Syscall(62)
  void kill(int pid, int signal) throws ErrnoException;

  @Syscall(35)
  void nanosleep(Duration duration) throws ErrnoException;

  /** Nanoseconds of CLOCK_REALTIME (0), CLOCK_MONOTONIC (1) or CLOCK_BOOTTIME (7). */
  @Syscall(228)
  long clockGettime(int clock) throws ErrnoException;

  @Syscall(63)
  Utsname uname();

  /** The process's memory, for calls that take raw pointers. */
  UserMemory userMemory();

  /**
   * The process becomes the program at {@code path}; what the caller does from here on is that
   * program. A kernel that keeps no file for a program only takes its name.
   */
  @Syscall(59)
  default void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    setComm(path.substring(path.lastIndexOf('/') + 1));
  }

  /**
   * Not a system call of Linux, but a hand at the machine: the sockets for devices.
   *
   * @throws ErrnoException ENOSYS where there are none
   */
  default Board board() throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  /**
   * Not a system call of Linux: how platform devices are registered; null: there is no such bus.
   */
  default @Nullable PlatformBus platformBus() {
    return null;
  }

  /**
   * Not a system call of Linux, but what a device does: raises an interrupt line. ENXIO if there is
   * none of that number.
   */
  default void raiseInterrupt(int irq) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }
}
