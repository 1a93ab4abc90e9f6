package io.kobox.image;

/** The numbers of system calls on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
final class SyscallNumber {
  static final int READ = 0;
  static final int WRITE = 1;
  static final int CLOSE = 3;
  static final int FSTAT = 5;
  static final int POLL = 7;
  static final int LSEEK = 8;
  static final int MMAP = 9;
  static final int MUNMAP = 11;
  static final int IOCTL = 16;
  static final int PREAD64 = 17;
  static final int PWRITE64 = 18;
  static final int MADVISE = 28;
  static final int DUP = 32;
  static final int DUP2 = 33;
  static final int NANOSLEEP = 35;
  static final int GETPID = 39;
  static final int SOCKET = 41;
  static final int SENDTO = 44;
  static final int RECVFROM = 45;
  static final int CLONE = 56;
  static final int EXECVE = 59;
  static final int WAIT4 = 61;
  static final int KILL = 62;
  static final int UNAME = 63;
  static final int FCNTL = 72;
  static final int FSYNC = 74;
  static final int FTRUNCATE = 77;
  static final int GETCWD = 79;
  static final int CHDIR = 80;
  static final int UMASK = 95;
  static final int SYSLOG = 103;
  static final int GETPPID = 110;
  static final int PRCTL = 157;
  static final int MOUNT = 165;
  static final int UMOUNT2 = 166;
  static final int INIT_MODULE = 175;
  static final int DELETE_MODULE = 176;
  static final int GETDENTS64 = 217;
  static final int CLOCK_GETTIME = 228;
  static final int EXIT_GROUP = 231;
  static final int OPENAT = 257;
  static final int MKDIRAT = 258;
  static final int MKNODAT = 259;
  static final int FCHOWNAT = 260;
  static final int NEWFSTATAT = 262;
  static final int UNLINKAT = 263;
  static final int RENAMEAT = 264;
  static final int LINKAT = 265;
  static final int SYMLINKAT = 266;
  static final int READLINKAT = 267;
  static final int FCHMODAT = 268;
  static final int FACCESSAT = 269;
  static final int UTIMENSAT = 280;
  static final int PIPE2 = 293;
  static final int FINIT_MODULE = 313;
  static final int MEMFD_CREATE = 319;

  private SyscallNumber() {}
}
