package io.kobox.shell.command;

import io.kobox.shell.command.MemoryMachine.Node;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A process of {@link MemoryMachine}. */
final class MemoryProcess implements SystemCalls {
  private static final class OpenFile {
    final Node node;
    final int flags;
    long position;

    OpenFile(Node node, int flags) {
      this.node = node;
      this.flags = flags;
    }
  }

  /** Unwinds a program that was killed or that waits longer than its parent. */
  private static final class Unwind extends Error {
    private static final long serialVersionUID = 1L;
    final int signal;

    Unwind(int signal) {
      super("killed", null, false, false);
      this.signal = signal;
    }
  }

  private static final int MAX_LINKS = 40;
  private static final long USER_MEMORY = 0x10000;

  private final MemoryMachine machine;
  private final int pid;
  private final @Nullable MemoryProcess parent;
  private final TreeMap<Integer, OpenFile> files = new TreeMap<>();
  private final byte[] memory = new byte[1 << 17];
  private int allocated;
  private Node directory;
  private int mask = 022;
  private @Nullable Program program;
  private @Nullable WaitStatus end;
  private long deadline = Long.MAX_VALUE;
  private boolean stuck;

  MemoryProcess(MemoryMachine machine, @Nullable MemoryProcess parent) {
    this.machine = machine;
    this.parent = parent;
    this.directory = parent == null ? machine.root : parent.directory;
    machine.processes.add(this);
    this.pid = 100 + machine.processes.size();
    if (parent != null) {
      files.putAll(parent.files);
    }
  }

  void standardStreams(Node in, Node out, Node err) {
    files.put(0, new OpenFile(in, OpenFlags.O_RDONLY));
    files.put(1, new OpenFile(out, OpenFlags.O_WRONLY));
    files.put(2, new OpenFile(err, OpenFlags.O_WRONLY));
  }

  int start(String comm, Program program) {
    try {
      int status = program.run(this);
      end = new WaitStatus(pid, status, 0);
    } catch (Unwind e) {
      if (e.signal == 0) {
        stuck = true;
        return -1;
      }
      end = new WaitStatus(pid, 0, e.signal);
    } catch (ErrnoException e) {
      throw new AssertionError(comm + " let an error escape", e);
    }
    return end.shellStatus();
  }

  /* Paths */

  private Node base(String path, int dirfd) throws ErrnoException {
    if (path.startsWith("/")) {
      return machine.root;
    }
    return dirfd == OpenFlags.AT_FDCWD ? directory : file(dirfd).node;
  }

  private @Nullable Node lookup(Node start, String path, boolean follow, int depth)
      throws ErrnoException {
    if (depth > MAX_LINKS) {
      throw new ErrnoException(Errno.ELOOP);
    }
    if (path.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    Node at = path.startsWith("/") ? machine.root : start;
    String[] names = path.split("/+", 0);
    boolean mustBeDirectory = path.endsWith("/");
    for (int i = 0; i < names.length; i++) {
      if (names[i].isEmpty() || names[i].equals(".")) {
        continue;
      }
      if (!at.isDirectory()) {
        throw new ErrnoException(Errno.ENOTDIR);
      }
      boolean last = i == names.length - 1;
      Node next = names[i].equals("..") ? at.parent : at.entries.get(names[i]);
      if (next != null
          && FileMode.isSymbolicLink(next.mode)
          && (!last || follow || mustBeDirectory)) {
        next = lookup(at, next.target, true, depth + 1);
      }
      if (next == null) {
        if (last) {
          return null;
        }
        throw new ErrnoException(Errno.ENOENT);
      }
      at = next;
    }
    if (mustBeDirectory && !at.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return at;
  }

  private Node need(int dirfd, String path, boolean follow) throws ErrnoException {
    Node node = lookup(base(path, dirfd), path, follow, 0);
    if (node == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return node;
  }

  private Node parentOf(int dirfd, String path) throws ErrnoException {
    String stripped = PathNames.withoutTrailingSlashes(path);
    int slash = stripped.lastIndexOf('/');
    Node parent =
        slash < 0 ? base(path, dirfd) : need(dirfd, stripped.substring(0, slash + 1), true);
    if (!parent.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return parent;
  }

  private void link(int dirfd, String path, Node node) throws ErrnoException {
    Node parent = parentOf(dirfd, path);
    if (parent.entries.containsKey(PathNames.last(path))) {
      throw new ErrnoException(Errno.EEXIST);
    }
    if (node.isDirectory()) {
      node.parent = parent;
    }
    parent.entries.put(PathNames.last(path), node);
  }

  private OpenFile file(int fd) throws ErrnoException {
    OpenFile file = files.get(fd);
    if (file == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return file;
  }

  private int install(OpenFile file) {
    int fd = 0;
    while (files.containsKey(fd)) {
      fd++;
    }
    files.put(fd, file);
    return fd;
  }

  /* Files */

  @Override
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    boolean follow = (flags & (OpenFlags.O_NOFOLLOW | OpenFlags.O_EXCL)) == 0;
    Node node = lookup(base(path, dirfd), path, follow, 0);
    boolean writes = (flags & OpenFlags.O_ACCMODE) != 0;
    if (node == null) {
      if ((flags & OpenFlags.O_CREAT) == 0) {
        throw new ErrnoException(Errno.ENOENT);
      }
      node = machine.create(FileMode.S_IFREG | (mode & ~mask));
      link(dirfd, path, node);
    } else if ((flags & OpenFlags.O_CREAT) != 0 && (flags & OpenFlags.O_EXCL) != 0) {
      throw new ErrnoException(Errno.EEXIST);
    }
    if (FileMode.isSymbolicLink(node.mode)) {
      throw new ErrnoException(Errno.ELOOP);
    }
    if (node.isDirectory() && writes) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if (!node.isDirectory() && (flags & OpenFlags.O_DIRECTORY) != 0) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if ((flags & OpenFlags.O_TRUNC) != 0 && FileMode.isRegular(node.mode)) {
      node.size = 0;
    }
    return install(new OpenFile(node, flags));
  }

  @Override
  public void close(int fd) throws ErrnoException {
    file(fd);
    files.remove(fd);
  }

  @Override
  public int read(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    OpenFile file = file(fd);
    if ((file.flags & OpenFlags.O_ACCMODE) == OpenFlags.O_WRONLY) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (file.node.isDirectory()) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if (FileMode.isCharacterDevice(file.node.mode)) {
      return readDevice(file, buffer, offset, count);
    }
    int done = (int) Math.max(0, Math.min(count, file.node.size - file.position));
    System.arraycopy(
        file.node.data, (int) Math.min(file.position, file.node.size), buffer, offset, done);
    file.position += done;
    return done;
  }

  private int readDevice(OpenFile file, byte[] buffer, int offset, int count)
      throws ErrnoException {
    switch (Stat.minor(file.node.rdev)) {
      case 3:
        return 0;
      case 11:
        if (file.position >= machine.log.size()) {
          throw new ErrnoException(Errno.EAGAIN);
        }
        byte[] record =
            machine.log.get((int) file.position++).getBytes(StandardCharsets.ISO_8859_1);
        if (record.length > count) {
          throw new ErrnoException(Errno.EINVAL);
        }
        System.arraycopy(record, 0, buffer, offset, record.length);
        return record.length;
      default:
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        return count;
    }
  }

  @Override
  public int write(int fd, byte[] buffer, int offset, int count) throws ErrnoException {
    OpenFile file = file(fd);
    if ((file.flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (FileMode.isCharacterDevice(file.node.mode)) {
      if (Stat.minor(file.node.rdev) == 7) {
        throw new ErrnoException(Errno.ENOSPC);
      }
      return count;
    }
    boolean append = (file.flags & OpenFlags.O_APPEND) != 0 || !FileMode.isRegular(file.node.mode);
    int at = append ? file.node.size : (int) file.position;
    if (file.node.data.length < at + count) {
      file.node.data = Arrays.copyOf(file.node.data, (at + count) * 2);
    }
    if (at > file.node.size) {
      Arrays.fill(file.node.data, file.node.size, at, (byte) 0);
    }
    System.arraycopy(buffer, offset, file.node.data, at, count);
    file.node.size = Math.max(file.node.size, at + count);
    file.position = (long) at + count;
    return count;
  }

  @Override
  public int pread64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    OpenFile file = file(fd);
    long old = file.position;
    file.position = position;
    int done = read(fd, buffer, offset, count);
    file.position = old;
    return done;
  }

  @Override
  public int pwrite64(int fd, byte[] buffer, int offset, int count, long position)
      throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Override
  public long read(int fd, long userAddress, long count) throws ErrnoException {
    byte[] buffer = new byte[(int) count];
    int done = read(fd, buffer, 0, buffer.length);
    userMemory().copyIn(userAddress, buffer, 0, done);
    return done;
  }

  @Override
  public long write(int fd, long userAddress, long count) throws ErrnoException {
    byte[] buffer = new byte[(int) count];
    userMemory().copyOut(userAddress, buffer, 0, buffer.length);
    return write(fd, buffer, 0, buffer.length);
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    OpenFile file = file(fd);
    if ((file.node.mode & FileMode.S_IFMT) == FileMode.S_IFIFO) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    long base =
        switch (whence) {
          case SEEK_SET -> 0;
          case SEEK_CUR -> file.position;
          case SEEK_END -> file.node.size;
          default -> throw new ErrnoException(Errno.EINVAL);
        };
    if (base + offset < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.position = base + offset;
    return file.position;
  }

  @Override
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    file(fd);
    throw new ErrnoException(Errno.ENOTTY);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    return install(file(fd));
  }

  @Override
  public int dup2(int oldFd, int newFd) throws ErrnoException {
    files.put(newFd, file(oldFd));
    return newFd;
  }

  @Override
  public int fcntl(int fd, int command, long argument) throws ErrnoException {
    return file(fd).flags;
  }

  @Override
  public int[] pipe2(int flags) throws ErrnoException {
    Node pipe = machine.create(FileMode.S_IFIFO | 0600);
    return new int[] {
      install(new OpenFile(pipe, OpenFlags.O_RDONLY)),
      install(new OpenFile(pipe, OpenFlags.O_WRONLY))
    };
  }

  @Override
  public int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    file(fd);
    return events;
  }

  @Override
  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    return need(dirfd, path, (flags & OpenFlags.AT_SYMLINK_NOFOLLOW) == 0).stat();
  }

  @Override
  public Stat fstat(int fd) throws ErrnoException {
    return file(fd).node.stat();
  }

  @Override
  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    Node node = file(fd).node;
    if (!node.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    List<DirectoryEntry> entries = new ArrayList<>();
    entries.add(new DirectoryEntry(node.ino, FileMode.S_IFDIR, "."));
    entries.add(new DirectoryEntry(node.parent.ino, FileMode.S_IFDIR, ".."));
    node.entries.forEach(
        (name, n) -> entries.add(new DirectoryEntry(n.ino, n.mode & FileMode.S_IFMT, name)));
    return entries;
  }

  @Override
  public String readlinkat(int dirfd, String path) throws ErrnoException {
    Node node = need(dirfd, path, false);
    if (!FileMode.isSymbolicLink(node.mode)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return node.target;
  }

  @Override
  public void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    Node parent = parentOf(dirfd, path);
    String name = PathNames.last(path);
    if (name.equals(".")
        || name.equals("..")
        || name.equals("/")
        || parent.entries.containsKey(name)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    link(dirfd, path, machine.create(FileMode.S_IFDIR | (mode & ~mask)));
  }

  @Override
  public void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    Node node = machine.create((mode & FileMode.S_IFMT) | (mode & 07777 & ~mask));
    node.rdev = dev;
    link(dirfd, path, node);
  }

  @Override
  public void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    Node parent = parentOf(dirfd, path);
    Node node = need(dirfd, path, false);
    boolean directory = (flags & OpenFlags.AT_REMOVEDIR) != 0;
    if (directory != node.isDirectory()) {
      throw new ErrnoException(directory ? Errno.ENOTDIR : Errno.EISDIR);
    }
    if (directory && PathNames.last(path).equals(".")) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (directory && !node.entries.isEmpty()) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
    parent.entries.remove(PathNames.last(path));
    node.nlink--;
  }

  @Override
  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    Node node = need(oldDirfd, oldPath, false);
    Node parent = parentOf(newDirfd, newPath);
    for (Node at = parent; at != machine.root; at = at.parent) {
      if (at == node) {
        throw new ErrnoException(Errno.EINVAL);
      }
    }
    Node old = parent.entries.get(PathNames.last(newPath));
    if (old != null && old.isDirectory() != node.isDirectory()) {
      throw new ErrnoException(old.isDirectory() ? Errno.EISDIR : Errno.ENOTDIR);
    }
    if (old != null && !old.entries.isEmpty()) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
    parentOf(oldDirfd, oldPath).entries.remove(PathNames.last(oldPath));
    parent.entries.put(PathNames.last(newPath), node);
    if (node.isDirectory()) {
      node.parent = parent;
    }
  }

  @Override
  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    Node node = need(oldDirfd, oldPath, (flags & OpenFlags.AT_SYMLINK_FOLLOW) != 0);
    if (node.isDirectory()) {
      throw new ErrnoException(Errno.EPERM);
    }
    link(newDirfd, newPath, node);
    node.nlink++;
  }

  @Override
  public void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    Node node = machine.create(FileMode.S_IFLNK | 0777);
    node.target = target;
    link(dirfd, path, node);
  }

  @Override
  public void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    Node node = need(dirfd, path, true);
    node.mode = (node.mode & FileMode.S_IFMT) | (mode & 07777);
  }

  @Override
  public void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    Node node = need(dirfd, path, (flags & OpenFlags.AT_SYMLINK_NOFOLLOW) == 0);
    node.uid = uid == -1 ? node.uid : uid;
    node.gid = gid == -1 ? node.gid : gid;
  }

  @Override
  public void utimensat(int dirfd, String path, long atime, long mtime, int flags)
      throws ErrnoException {
    Node node = need(dirfd, path, (flags & OpenFlags.AT_SYMLINK_NOFOLLOW) == 0);
    node.atime = atime;
    node.mtime = mtime;
  }

  @Override
  public void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    Node node = need(dirfd, path, true);
    if ((mode & 1) != 0 && !node.isDirectory() && (node.mode & 0111) == 0) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    Node node = file(fd).node;
    if (!FileMode.isRegular(node.mode)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    node.data = Arrays.copyOf(node.content(), (int) length);
    node.size = (int) length;
  }

  @Override
  public void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    need(OpenFlags.AT_FDCWD, target, true);
    if (type.equals("nosuchfs")) {
      throw new ErrnoException(Errno.ENODEV);
    }
    machine.events.add(
        "mount " + source + " " + target + " " + type + " " + flags + " '" + data + "'");
  }

  @Override
  public void umount2(String target, int flags) throws ErrnoException {
    need(OpenFlags.AT_FDCWD, target, true);
    machine.events.add("umount2 " + target + " " + flags);
  }

  /* Modules and the log */

  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Override
  public void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    throw new ErrnoException(Errno.ENOSYS);
  }

  @Override
  public int syslog(int action, byte @Nullable [] buffer, int length) throws ErrnoException {
    machine.events.add("syslog " + action + " " + length);
    return 0;
  }

  /* Processes */

  @Override
  public int getpid() {
    return pid;
  }

  @Override
  public int getppid() {
    return parent == null ? 1 : parent.pid;
  }

  @Override
  public String getcwd() {
    String path = "";
    for (Node at = directory; at != machine.root; at = at.parent) {
      Node here = at;
      String name =
          at.parent.entries.entrySet().stream()
              .filter(e -> e.getValue() == here)
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse("?");
      path = "/" + name + path;
    }
    return path.isEmpty() ? "/" : path;
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    Node node = need(OpenFlags.AT_FDCWD, path, true);
    if (!node.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    directory = node;
  }

  @Override
  public int umask(int newMask) {
    int old = mask;
    mask = newMask;
    return old;
  }

  @Override
  public void setComm(String comm) {
    machine.events.add("comm " + comm);
  }

  @Override
  public int spawn(String comm, List<String> argv, Program program) throws ErrnoException {
    MemoryProcess child = new MemoryProcess(machine, this);
    child.program = program;
    return child.pid;
  }

  /** The child runs only now; what it would do after {@code timeout} it never does. */
  @Override
  public @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException {
    for (MemoryProcess child : List.copyOf(machine.processes)) {
      if (child.parent != this || child.program == null || (pid != -1 && pid != child.pid)) {
        continue;
      }
      if (child.end == null && !child.stuck) {
        child.deadline = timeout == null ? Long.MAX_VALUE : machine.clock + timeout.toNanos();
        child.start("child", child.program);
      }
      if (child.end != null) {
        child.program = null;
      }
      return child.end;
    }
    throw new ErrnoException(Errno.ECHILD);
  }

  @Override
  public void kill(int pid, int signal) throws ErrnoException {
    for (MemoryProcess process : machine.processes) {
      if (process.pid == pid && process.end == null) {
        machine.events.add("kill " + (pid == this.pid ? "self" : "other") + " " + signal);
        if (process == this) {
          throw new Unwind(signal);
        }
        process.end = new WaitStatus(pid, 0, signal);
        return;
      }
    }
    throw new ErrnoException(Errno.ESRCH);
  }

  @Override
  public void nanosleep(Duration duration) {
    if (duration.toNanos() > deadline - machine.clock) {
      machine.clock = deadline;
      throw new Unwind(0);
    }
    machine.clock += duration.toNanos();
  }

  @Override
  public long clockGettime(int clock) {
    return clock == 0 ? machine.clock : machine.clock - 1_789_999_000_000_000_000L;
  }

  @Override
  public Utsname uname() {
    return new Utsname(
        "Linux",
        "kobox",
        "6.1.0-56-amd64",
        "#1 SMP PREEMPT_DYNAMIC Debian 6.1.170-1 (2026-05-01)",
        "x86_64");
  }

  @Override
  public UserMemory userMemory() {
    return new UserMemory() {
      @Override
      public long allocate(int size) throws ErrnoException {
        if (allocated + size > memory.length) {
          throw new ErrnoException(Errno.ENOMEM);
        }
        allocated += size;
        return USER_MEMORY + allocated - size;
      }

      @Override
      public void free(long address) {}

      @Override
      public void copyOut(long address, byte[] target, int offset, int length)
          throws ErrnoException {
        System.arraycopy(memory, at(address, length), target, offset, length);
      }

      @Override
      public void copyIn(long address, byte[] source, int offset, int length)
          throws ErrnoException {
        System.arraycopy(source, offset, memory, at(address, length), length);
      }

      private int at(long address, int length) throws ErrnoException {
        if (address < USER_MEMORY || address + length > USER_MEMORY + memory.length) {
          throw new ErrnoException(Errno.EFAULT);
        }
        return (int) (address - USER_MEMORY);
      }
    };
  }
}
