package io.kobox.syscalls;

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

  int openat(int dirfd, String path, int flags, int mode) throws ErrnoException;

  void close(int fd) throws ErrnoException;

  /** Reads at most {@code count} bytes; 0 is the end of the file. */
  int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException;

  int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException;

  int pread64(int fd, byte[] buffer, int offset, int count, long position) throws ErrnoException;

  int pwrite64(int fd, byte[] buffer, int offset, int count, long position) throws ErrnoException;

  /** read with a raw pointer into the process's memory (or to nowhere). */
  long read(int fd, long userAddress, long count) throws ErrnoException;

  /** write with a raw pointer into the process's memory (or to nowhere). */
  long write(int fd, long userAddress, long count) throws ErrnoException;

  long lseek(int fd, long offset, int whence) throws ErrnoException;

  /** ioctl with a raw argument: a number, or an address from {@link #userMemory()}. */
  long ioctl(int fd, int request, long argument) throws ErrnoException;

  int dup(int fd) throws ErrnoException;

  int dup2(int oldFd, int newFd) throws ErrnoException;

  int fcntl(int fd, int command, long argument) throws ErrnoException;

  /** A pipe: {read end, write end}. */
  int[] pipe2(int flags) throws ErrnoException;

  /** poll of one descriptor; the returned events, 0 on timeout ({@code null}: none). */
  int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException;

  Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException;

  Stat fstat(int fd) throws ErrnoException;

  /** All entries of an open directory from its position on, "." and ".." first. */
  List<DirectoryEntry> getdents64(int fd) throws ErrnoException;

  String readlinkat(int dirfd, String path) throws ErrnoException;

  void mkdirat(int dirfd, String path, int mode) throws ErrnoException;

  /** {@code mode} holds the type's bits; {@code dev} as {@link Stat#makedev}. */
  void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException;

  void unlinkat(int dirfd, String path, int flags) throws ErrnoException;

  void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath) throws ErrnoException;

  void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException;

  void symlinkat(String target, int dirfd, String path) throws ErrnoException;

  void fchmodat(int dirfd, String path, int mode) throws ErrnoException;

  void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException;

  /** Times in nanoseconds since 1970. */
  void utimensat(int dirfd, String path, long atime, long mtime, int flags) throws ErrnoException;

  void faccessat(int dirfd, String path, int mode) throws ErrnoException;

  void ftruncate(int fd, long length) throws ErrnoException;

  void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException;

  void umount2(String target, int flags) throws ErrnoException;

  /* Modules and the log */

  void initModule(byte[] image, String parameters) throws ErrnoException;

  /** finit_module; {@code flags}: MODULE_INIT_IGNORE_MODVERSIONS 1, _IGNORE_VERMAGIC 2. */
  void finitModule(int fd, String parameters, int flags) throws ErrnoException;

  void deleteModule(String name, int flags) throws ErrnoException;

  /** syslog(2), the kernel's log; {@code buffer} may be null for actions without one. */
  int syslog(int action, byte @Nullable [] buffer, int length) throws ErrnoException;

  /* Sockets: those of the simulated kernel are none */

  /** socket(2). */
  default int socket(int domain, int type, int protocol) throws ErrnoException {
    throw new ErrnoException(Errno.EAFNOSUPPORT);
  }

  /** sendto(2); {@code address} is a {@code struct sockaddr}. */
  default int sendto(int fd, byte[] data, byte[] address) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTSOCK);
  }

  /** recvfrom(2); the sender's {@code struct sockaddr} goes to {@code address}. */
  default int recvfrom(int fd, byte[] data, byte[] address) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTSOCK);
  }

  /* Processes */

  int getpid();

  int getppid();

  String getcwd() throws ErrnoException;

  void chdir(String path) throws ErrnoException;

  int umask(int mask);

  /** prctl(PR_SET_NAME): what {@code current->comm} is. */
  void setComm(String comm);

  /**
   * fork and exec in one: starts {@code program} as a child that inherits open files, working
   * directory and umask. The child is runnable; the caller goes on.
   */
  int spawn(String comm, List<String> argv, Program program) throws ErrnoException;

  /**
   * Waits for a child to end; {@code pid} -1 is any. Null after {@code timeout} or, with WNOHANG,
   * at once. (The time limit is ours; Linux programs use a signal.)
   */
  @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException;

  void kill(int pid, int signal) throws ErrnoException;

  void nanosleep(Duration duration) throws ErrnoException;

  /** Nanoseconds of CLOCK_REALTIME (0), CLOCK_MONOTONIC (1) or CLOCK_BOOTTIME (7). */
  long clockGettime(int clock) throws ErrnoException;

  Utsname uname();

  /** The process's memory, for calls that take raw pointers. */
  UserMemory userMemory();

  /**
   * The process becomes the program at {@code path}; what the caller does from here on is that
   * program. A kernel that keeps no file for a program only takes its name.
   */
  default void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    setComm(path.substring(path.lastIndexOf('/') + 1));
  }

  /**
   * Not a system call of Linux, but what a device does: raises an interrupt line. ENXIO if there is
   * none of that number; ENOSYS where devices are real.
   */
  default void raiseInterrupt(int irq) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }
}
