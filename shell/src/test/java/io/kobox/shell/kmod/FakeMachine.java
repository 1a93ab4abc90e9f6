package io.kobox.shell.kmod;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.Utsname;
import io.kobox.syscalls.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one process: files in memory before those of the host (if it may see them),
 * and a kernel that notes which modules it was given and refuses those it is told to refuse.
 */
final class FakeMachine implements SystemCalls {
  private static final class OpenFile {
    private final String path;
    private final byte[] content;
    private final boolean directory;
    private int offset;

    private OpenFile(String path, byte[] content, boolean directory) {
      this.path = path;
      this.content = content;
      this.directory = directory;
    }
  }

  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final boolean seesHost;
  private final Map<Integer, OpenFile> open = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, Errno> refusals = new HashMap<>();
  private final List<String> kernelCalls = new ArrayList<>();
  private final String release;
  private String directory = "/";
  private int childStatus;
  private int nextFd = 3;
  private long monotonic;

  FakeMachine(String release, boolean seesHost) {
    this.release = release;
    this.seesHost = seesHost;
  }

  void put(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  void delete(String path) {
    files.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  /** The attributes of a live module. */
  void load(String name, int size, int refcnt, String... holders) {
    String base = "/sys/module/" + name;
    put(base + "/initstate", "live\n");
    put(base + "/coresize", size + "\n");
    put(base + "/refcnt", refcnt + "\n");
    put(base + "/holders/.keep", "");
    for (String holder : holders) {
      put(base + "/holders/" + holder, "");
    }
  }

  /** {@code what}: "insert FILE", "insert" for all, "remove NAME". */
  void refuse(String what, Errno errno) {
    refusals.put(what, errno);
  }

  List<String> kernelCalls() {
    return kernelCalls;
  }

  String out() {
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  String err() {
    return err.toString(StandardCharsets.ISO_8859_1);
  }

  private String absolute(String path) {
    String joined = path.startsWith("/") ? path : directory + "/" + path;
    return Path.of(joined).normalize().toString();
  }

  private boolean isMemoryDirectory(String path) {
    String below = path.equals("/") ? "/" : path + "/";
    String next = files.ceilingKey(below);
    return next != null && next.startsWith(below);
  }

  @Override
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    boolean below = dirfd != OpenFlags.AT_FDCWD && !path.startsWith("/");
    String name = absolute(below ? file(dirfd).path + "/" + path : path);
    if ((flags & OpenFlags.O_CREAT) != 0) {
      return create(name);
    }
    byte[] content = files.get(name);
    boolean isDirectory = content == null && isMemoryDirectory(name);
    if (content == null && !isDirectory && seesHost) {
      isDirectory = Files.isDirectory(Path.of(name));
      content = isDirectory ? null : hostFile(name);
    }
    if (content == null && !isDirectory) {
      throw new ErrnoException(Errno.ENOENT);
    }
    open.put(nextFd, new OpenFile(name, content == null ? new byte[0] : content, isDirectory));
    return nextFd++;
  }

  private int create(String name) throws ErrnoException {
    if (seesHost) {
      try {
        Files.write(Path.of(name), new byte[0], StandardOpenOption.CREATE_NEW);
      } catch (IOException e) {
        throw errno(e);
      }
    } else {
      files.put(name, new byte[0]);
    }
    open.put(nextFd, new OpenFile(name, new byte[0], false));
    return nextFd++;
  }

  private static byte[] hostFile(String name) throws ErrnoException {
    try {
      return Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw errno(e);
    }
  }

  private static ErrnoException errno(IOException e) {
    if (e instanceof NoSuchFileException) {
      return new ErrnoException(Errno.ENOENT);
    }
    return new ErrnoException(e instanceof FileAlreadyExistsException ? Errno.EEXIST : Errno.EIO);
  }

  private OpenFile file(int fd) throws ErrnoException {
    OpenFile file = open.get(fd);
    if (file == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return file;
  }

  int openFiles() {
    return open.size();
  }

  @Override
  public void close(int fd) throws ErrnoException {
    file(fd);
    open.remove(fd);
  }

  @Override
  public int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    OpenFile file = file(fd);
    int n = pread64(fd, buffer, offset, count, file.offset);
    file.offset += n;
    return n;
  }

  @Override
  public int pread64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    OpenFile file = file(fd);
    if (file.directory) {
      throw new ErrnoException(Errno.EISDIR);
    }
    int n = (int) Math.min(count, Math.max(0, file.content.length - position));
    System.arraycopy(
        file.content, (int) Math.min(position, file.content.length), buffer, offset, n);
    return n;
  }

  @Override
  public int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    if (fd == 1 || fd == 2) {
      (fd == 1 ? out : err).write(buffer, offset, count);
      return count;
    }
    String path = file(fd).path;
    byte[] part = Arrays.copyOfRange(buffer, offset, offset + count);
    if (seesHost) {
      try {
        Files.write(Path.of(path), part, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw errno(e);
      }
    } else {
      byte[] old = files.getOrDefault(path, new byte[0]);
      byte[] all = Arrays.copyOf(old, old.length + count);
      System.arraycopy(part, 0, all, old.length, count);
      files.put(path, all);
    }
    return count;
  }

  @Override
  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    String name = absolute(path);
    byte[] content = files.get(name);
    if (content != null) {
      return stat(FileMode.S_IFREG | 0644, content.length, 0);
    }
    if (isMemoryDirectory(name)) {
      return stat(FileMode.S_IFDIR | 0755, 0, 0);
    }
    Path host = Path.of(name);
    if (path.isEmpty() || !seesHost || !Files.exists(host)) {
      throw new ErrnoException(Errno.ENOENT);
    }
    try {
      long mtime = Files.getLastModifiedTime(host).toMillis() * 1_000_000;
      return Files.isDirectory(host)
          ? stat(FileMode.S_IFDIR | 0755, 0, mtime)
          : stat(FileMode.S_IFREG | 0644, Files.size(host), mtime);
    } catch (IOException e) {
      throw errno(e);
    }
  }

  private static Stat stat(int mode, long size, long mtime) {
    return new Stat(0, 1, mode, 1, 0, 0, 0, size, 4096, 0, mtime, mtime, mtime);
  }

  @Override
  public Stat fstat(int fd) throws ErrnoException {
    if (fd <= 2) {
      return stat(FileMode.S_IFIFO | 0600, 0, 0);
    }
    OpenFile file = file(fd);
    // proc and sysfs do not know the size
    boolean sized = !file.path.startsWith("/proc/") && !file.path.startsWith("/sys/");
    int type = file.directory ? FileMode.S_IFDIR : FileMode.S_IFREG;
    return stat(type | 0644, sized ? file.content.length : 0, 0);
  }

  @Override
  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    OpenFile file = file(fd);
    if (!file.directory) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (file.offset > 0) {
      return List.of();
    }
    file.offset = 1;
    TreeMap<String, Integer> names = new TreeMap<>();
    names.put(".", FileMode.S_IFDIR);
    names.put("..", FileMode.S_IFDIR);
    String below = file.path.equals("/") ? "/" : file.path + "/";
    for (String name : files.tailMap(below).keySet()) {
      if (!name.startsWith(below)) {
        break;
      }
      String rest = name.substring(below.length());
      int slash = rest.indexOf('/');
      if (slash >= 0) {
        names.put(rest.substring(0, slash), FileMode.S_IFDIR);
      } else if (!rest.equals(".keep")) {
        names.put(rest, FileMode.S_IFREG);
      }
    }
    if (seesHost && Files.isDirectory(Path.of(file.path))) {
      try (var stream = Files.newDirectoryStream(Path.of(file.path))) {
        for (Path path : stream) {
          int type = Files.isDirectory(path) ? FileMode.S_IFDIR : FileMode.S_IFREG;
          type = Files.isSymbolicLink(path) ? FileMode.S_IFLNK : type;
          names.put(String.valueOf(path.getFileName()), type);
        }
      } catch (IOException e) {
        throw errno(e);
      }
    }
    List<DirectoryEntry> entries = new ArrayList<>();
    names.forEach((name, type) -> entries.add(new DirectoryEntry(1, type, name)));
    return entries;
  }

  @Override
  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    if (seesHost) {
      try {
        Files.move(
            Path.of(absolute(oldPath)),
            Path.of(absolute(newPath)),
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw errno(e);
      }
      return;
    }
    byte[] content = files.remove(absolute(oldPath));
    if (content == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    files.put(absolute(newPath), content);
  }

  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    kernelCalls.add("init_module " + image.length + " [" + parameters + "]");
    refuseIf("insert");
  }

  @Override
  public void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    String path = file(fd).path;
    kernelCalls.add("finit_module " + path + " [" + parameters + "] " + flags);
    refuseIf("insert");
    refuseIf("insert " + path);
    String name = path.substring(path.lastIndexOf('/') + 1).replace(".ko", "").replace('-', '_');
    load(name, 16384, 0);
  }

  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    kernelCalls.add("delete_module " + name + " 0" + Integer.toOctalString(flags));
    refuseIf("remove " + name);
    if (!isMemoryDirectory("/sys/module/" + name)) {
      throw new ErrnoException(Errno.ENOENT);
    }
    delete("/sys/module/" + name);
  }

  private void refuseIf(String what) throws ErrnoException {
    Errno errno = refusals.get(what);
    if (errno != null) {
      throw new ErrnoException(errno);
    }
  }

  @Override
  public String getcwd() {
    return directory;
  }

  @Override
  public void chdir(String path) {
    directory = absolute(path);
  }

  @Override
  public int getpid() {
    return 42;
  }

  @Override
  public int getppid() {
    return 1;
  }

  @Override
  public Utsname uname() {
    return new Utsname("Linux", "fake", release, "#1", "x86_64");
  }

  @Override
  public int spawn(String comm, List<String> argv, Program program) throws ErrnoException {
    kernelCalls.add("spawn " + argv);
    childStatus = program.run(this);
    return 43;
  }

  @Override
  public @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout) {
    return new WaitStatus(pid, childStatus, 0);
  }

  @Override
  public void kill(int pid, int signal) {
    kernelCalls.add("kill " + pid + " " + signal);
  }

  @Override
  public void nanosleep(Duration duration) {
    kernelCalls.add("sleep " + duration.toMillis());
    monotonic += duration.toNanos();
  }

  @Override
  public long clockGettime(int clock) {
    return monotonic;
  }

  /* What kmod's tools never call */

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException();
  }

  @Override
  public int pwrite64(int fd, byte[] buffer, int offset, int count, long position) {
    throw unused();
  }

  @Override
  public long read(int fd, long userAddress, long count) {
    throw unused();
  }

  @Override
  public long write(int fd, long userAddress, long count) {
    throw unused();
  }

  @Override
  public long lseek(int fd, long offset, int whence) {
    throw unused();
  }

  @Override
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTTY);
  }

  @Override
  public int dup(int fd) {
    throw unused();
  }

  @Override
  public int dup2(int oldFd, int newFd) {
    throw unused();
  }

  @Override
  public int fcntl(int fd, int command, long argument) {
    throw unused();
  }

  @Override
  public int[] pipe2(int flags) {
    throw unused();
  }

  @Override
  public int poll(int fd, int events, @Nullable Duration timeout) {
    throw unused();
  }

  @Override
  public String readlinkat(int dirfd, String path) {
    throw unused();
  }

  @Override
  public void mkdirat(int dirfd, String path, int mode) {
    throw unused();
  }

  @Override
  public void mknodat(int dirfd, String path, int mode, long dev) {
    throw unused();
  }

  @Override
  public void unlinkat(int dirfd, String path, int flags) {
    throw unused();
  }

  @Override
  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags) {
    throw unused();
  }

  @Override
  public void symlinkat(String target, int dirfd, String path) {
    throw unused();
  }

  @Override
  public void fchmodat(int dirfd, String path, int mode) {
    throw unused();
  }

  @Override
  public void fchownat(int dirfd, String path, int uid, int gid, int flags) {
    throw unused();
  }

  @Override
  public void utimensat(int dirfd, String path, long atime, long mtime, int flags) {
    throw unused();
  }

  @Override
  public void faccessat(int dirfd, String path, int mode) {
    throw unused();
  }

  @Override
  public void ftruncate(int fd, long length) {
    throw unused();
  }

  @Override
  public void mount(String source, String target, String type, long flags, String data) {
    throw unused();
  }

  @Override
  public void umount2(String target, int flags) {
    throw unused();
  }

  @Override
  public int syslog(int action, byte @Nullable [] buffer, int length) {
    throw unused();
  }

  @Override
  public int umask(int mask) {
    throw unused();
  }

  @Override
  public void setComm(String comm) {
    throw unused();
  }

  @Override
  public UserMemory userMemory() {
    return new UserMemory() {
      @Override
      public long allocate(int size) {
        return 0;
      }

      @Override
      public void free(long address) {}

      @Override
      public void copyOut(long address, byte[] target, int offset, int length) {}

      @Override
      public void copyIn(long address, byte[] source, int offset, int length) {}
    };
  }
}
