package io.kobox.fs;

import io.kobox.kernel.entry.KernelFunction;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The "Files" part of {@link SystemCalls} for one process, with the same names and meanings; the
 * process's own class delegates to it.
 */
public final class FileSystemCalls {
  private static final int CLOSE_FLAGS = OpenFlags.O_CLOEXEC;

  private final Vfs vfs;
  private final FsStruct fs;
  private final FileDescriptorTable descriptors;
  private final UserMemory userMemory;
  private final Names names;
  private final FileOpener opener;

  public FileSystemCalls(
      Vfs vfs, FsStruct fs, FileDescriptorTable descriptors, UserMemory userMemory) {
    this.vfs = vfs;
    this.fs = fs;
    this.descriptors = descriptors;
    this.userMemory = userMemory;
    this.names = new Names(fs, descriptors);
    this.opener = new FileOpener(fs, vfs.specialFiles());
  }

  public FileDescriptorTable descriptors() {
    return descriptors;
  }

  public FsStruct fs() {
    return fs;
  }

  /** The process ended: closes its files and leaves its working directory. */
  public void exit() {
    descriptors.closeAll();
    fs.exit();
  }

  /* Open files */

  @KernelFunction({
    "do_dentry_open",
    "path_openat",
    "do_filp_open",
    "do_sys_openat2",
    "__x64_sys_openat"
  })
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    String name = Names.name(path);
    int fd = descriptors.lowestFree(0);
    OpenFile file = opener.open(names.start(dirfd, name), name, flags, mode);
    // open may have blocked (a FIFO) while another thread took the number
    int free = descriptors.isOpen(fd) ? descriptors.lowestFree(0) : fd;
    descriptors.set(free, file, (flags & CLOSE_FLAGS) != 0);
    return free;
  }

  public void close(int fd) throws ErrnoException {
    descriptors.close(fd);
  }

  @KernelFunction({"vfs_read", "ksys_read"})
  public int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    return FileIo.read(descriptors.getForIo(fd), new ArrayBuffer(buffer, offset, count));
  }

  @KernelFunction({"vfs_write", "ksys_write"})
  public int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    return FileIo.write(descriptors.getForIo(fd), new ArrayBuffer(buffer, offset, count));
  }

  public int pread64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    checkPosition(position);
    OpenFile file = descriptors.getForIo(fd);
    return FileIo.pread(file, new ArrayBuffer(buffer, offset, count), position);
  }

  public int pwrite64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    checkPosition(position);
    OpenFile file = descriptors.getForIo(fd);
    return FileIo.pwrite(file, new ArrayBuffer(buffer, offset, count), position);
  }

  public long pread64(int fd, long userAddress, long count, long position) throws ErrnoException {
    checkPosition(position);
    RawBuffer buffer = new RawBuffer(userMemory, userAddress, count);
    return FileIo.pread(descriptors.getForIo(fd), buffer, position);
  }

  public long pwrite64(int fd, long userAddress, long count, long position) throws ErrnoException {
    checkPosition(position);
    RawBuffer buffer = new RawBuffer(userMemory, userAddress, count);
    return FileIo.pwrite(descriptors.getForIo(fd), buffer, position);
  }

  private static void checkPosition(long position) throws ErrnoException {
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  @KernelFunction({"vfs_read", "ksys_read"})
  public long read(int fd, long userAddress, long count) throws ErrnoException {
    RawBuffer buffer = new RawBuffer(userMemory, userAddress, count);
    return FileIo.read(descriptors.getForIo(fd), buffer);
  }

  @KernelFunction({"vfs_write", "ksys_write"})
  public long write(int fd, long userAddress, long count) throws ErrnoException {
    RawBuffer buffer = new RawBuffer(userMemory, userAddress, count);
    return FileIo.write(descriptors.getForIo(fd), buffer);
  }

  /** readv; {@code parts} as {@link #part} made them. At {@code position} if not negative. */
  public long readv(int fd, List<RawBuffer> parts, long position) throws ErrnoException {
    OpenFile file = descriptors.getForIo(fd);
    VectorBuffer buffer = new VectorBuffer(parts);
    return position < 0 ? FileIo.read(file, buffer) : FileIo.pread(file, buffer, position);
  }

  /** writev, as {@link #readv}. */
  public long writev(int fd, List<RawBuffer> parts, long position) throws ErrnoException {
    OpenFile file = descriptors.getForIo(fd);
    VectorBuffer buffer = new VectorBuffer(parts);
    return position < 0 ? FileIo.write(file, buffer) : FileIo.pwrite(file, buffer, position);
  }

  /** A range of the process's memory, for a vector. */
  public RawBuffer part(long address, long length) {
    return new RawBuffer(userMemory, address, length);
  }

  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    return FileIo.lseek(descriptors.getForIo(fd), offset, whence);
  }

  @KernelFunction("__x64_sys_ioctl")
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    OpenFile file = descriptors.getForIo(fd);
    return new Ioctl(descriptors, userMemory).call(fd, file, request, argument);
  }

  public int dup(int fd) throws ErrnoException {
    return descriptors.duplicate(fd, 0, false);
  }

  public int dup2(int oldFd, int newFd) throws ErrnoException {
    return descriptors.duplicateTo(oldFd, newFd);
  }

  public int fcntl(int fd, int command, long argument) throws ErrnoException {
    return new Fcntl(descriptors, vfs.owners()::exists).call(fd, command, argument);
  }

  public int[] pipe2(int flags) throws ErrnoException {
    if ((flags & ~(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    boolean closeOnExec = (flags & OpenFlags.O_CLOEXEC) != 0;
    int readFd = descriptors.lowestFree(0);
    int writeFd = descriptors.lowestFree(readFd + 1);
    OpenFile[] ends = vfs.pipe(flags & OpenFlags.O_NONBLOCK);
    descriptors.set(readFd, ends[0], closeOnExec);
    descriptors.set(writeFd, ends[1], closeOnExec);
    return new int[] {readFd, writeFd};
  }

  public int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    PollEntry entry = new PollEntry(fd, events);
    poll(List.of(entry), timeout);
    return entry.events();
  }

  /** poll of several descriptors; how many have events, 0 on timeout ({@code null}: none). */
  public int poll(List<PollEntry> entries, @Nullable Duration timeout) throws ErrnoException {
    return new Poll(descriptors, entries, vfs.waitQueues()).call(timeout);
  }

  public void fsync(int fd, boolean dataOnly) throws ErrnoException {
    OpenFile file = descriptors.getForIo(fd);
    file.operations().fsync(file, dataOnly);
  }

  public Stat fstat(int fd) throws ErrnoException {
    return descriptors.get(fd).inode().stat();
  }

  public void ftruncate(int fd, long length) throws ErrnoException {
    checkPosition(length);
    OpenFile file = descriptors.getForIo(fd);
    if (!file.inode().isRegular() || !file.isWritable()) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.inode().truncate(length);
  }

  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    return names.getdents64(fd);
  }

  /* Names */

  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    return names.newfstatat(dirfd, path, flags);
  }

  public String readlinkat(int dirfd, String path) throws ErrnoException {
    return names.readlinkat(dirfd, path);
  }

  public void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    names.mkdirat(dirfd, path, mode);
  }

  public void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    names.mknodat(dirfd, path, mode, dev);
  }

  public void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    names.unlinkat(dirfd, path, flags);
  }

  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    names.renameat(oldDirfd, oldPath, newDirfd, newPath);
  }

  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    names.linkat(oldDirfd, oldPath, newDirfd, newPath, flags);
  }

  public void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    names.symlinkat(target, dirfd, path);
  }

  public void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    names.fchmodat(dirfd, path, mode);
  }

  public void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    names.fchownat(dirfd, path, uid, gid, flags);
  }

  public void utimensat(int dirfd, String path, long atime, long mtime, int flags)
      throws ErrnoException {
    names.utimensat(dirfd, path, atime, mtime, flags);
  }

  public void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    names.faccessat(dirfd, path, mode);
  }

  /* Where the process stands */

  public String getcwd() throws ErrnoException {
    return fs.workingDirectoryName();
  }

  public void chdir(String path) throws ErrnoException {
    names.chdir(path);
  }

  public int umask(int mask) {
    int old = fs.umask();
    fs.setUmask(mask);
    return old;
  }

  /* Mounts */

  public void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    new MountCalls(vfs, names).mount(source, target, type, flags, data);
  }

  public void umount2(String target, int flags) throws ErrnoException {
    new MountCalls(vfs, names).umount2(target, flags);
  }
}
