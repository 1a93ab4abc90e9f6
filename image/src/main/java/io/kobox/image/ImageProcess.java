package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.device.Board;
import io.kobox.device.InterruptLine;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.PlatformBus;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.Utsname;
import io.kobox.syscalls.WaitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The system calls of a process of the image kernel, made by its Java program. */
final class ImageProcess implements SystemCalls {
  private static final int SIGCHLD = 17;
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_TSC = 26;
  private static final int PR_TSC_SIGSEGV = 2;
  private static final int STAT_SIZE = 144;
  private static final int UTS_FIELD = 65;
  private static final int POLL_READ = 1;
  private static final int POLL_WRITE = 4;
  private static final long SECOND = 1_000_000_000L;

  /** How long a wait with a time limit sleeps between two looks. */
  private static final Duration WAIT_STEP = Duration.ofMillis(1);

  /** The first process's descriptor of its console, out of the way of all others. */
  private static final int CONSOLE = 60;

  private final ImageProcesses processes;
  private final Agents agents;
  private final AgentThread thread;
  private final Descriptors descriptors;
  private UserBuffer buffer;
  private @Nullable UserMemory userMemory;

  /** Takes over a process that has just stopped for the first time. */
  ImageProcess(ImageProcesses processes, AgentThread thread, Descriptors descriptors)
      throws ErrnoException {
    this(processes, thread, descriptors, UserBuffer.create(processes.agents(), thread));
  }

  /** A process that has its buffer already. */
  ImageProcess(
      ImageProcesses processes, AgentThread thread, Descriptors descriptors, UserBuffer buffer) {
    this.processes = processes;
    this.agents = processes.agents();
    this.thread = thread;
    this.descriptors = descriptors;
    this.buffer = buffer;
  }

  AgentThread thread() {
    return thread;
  }

  UserBuffer buffer() {
    return buffer;
  }

  /** A system call; a negative result is thrown as its errno. */
  private long call(int number, long... arguments) throws ErrnoException {
    long result = agents.call(thread, number, arguments);
    if (result < 0 && result > -4096) {
      throw new ErrnoException((int) -result);
    }
    return result;
  }

  Descriptors descriptors() {
    return descriptors;
  }

  /* Files */

  @Override
  public int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    try {
      int fd = (int) call(OPENAT, dirfd, buffer.path(path), flags, mode);
      descriptors.opened(fd, absolute(dirfd, path));
      if ((flags & OpenFlags.O_CLOEXEC) != 0) {
        descriptors.closeOnExec(fd);
      }
      return fd;
    } catch (ErrnoException e) {
      Path host = hostFile(dirfd, path, e);
      if (host != null) {
        return openHost(host, absolute(dirfd, path), flags);
      }
      if ((flags & OpenFlags.O_CREAT) != 0 && makeParent(dirfd, path, e)) {
        return openat(dirfd, path, flags, mode);
      }
      throw e;
    }
  }

  /** Makes something new. */
  @FunctionalInterface
  private interface Creation {
    void run() throws ErrnoException;
  }

  /** Makes something new at a path, in a directory that may be only the host's until now. */
  private void create(int dirfd, String path, Creation creation) throws ErrnoException {
    try {
      creation.run();
    } catch (ErrnoException e) {
      if (!makeParent(dirfd, path, e)) {
        throw e;
      }
      creation.run();
    }
  }

  /** If a directory is missing that the host has, the machine gets one of its own. */
  private boolean makeParent(int dirfd, String path, ErrnoException e) throws ErrnoException {
    String absolute = HostTree.normalize(absolute(dirfd, path));
    String parent = absolute.substring(0, absolute.lastIndexOf('/'));
    Path host = parent.isEmpty() ? null : processes.hostTree().find(parent);
    if (e.errno() != Errno.ENOENT
        || host == null
        || !Files.isDirectory(host)
        || ownStat(parent) != null) {
      return false;
    }
    makeDirectories(parent);
    return true;
  }

  /** The host's file of that name, if the machine has none. */
  private @Nullable Path hostFile(int dirfd, String path, ErrnoException e) throws ErrnoException {
    boolean missing = e.errno() == Errno.ENOENT && !path.isEmpty();
    return missing ? processes.hostTree().find(absolute(dirfd, path)) : null;
  }

  String absolute(int dirfd, String path) throws ErrnoException {
    if (path.startsWith("/")) {
      return path;
    }
    String directory = dirfd == OpenFlags.AT_FDCWD ? getcwd() : descriptors.path(dirfd);
    return directory + "/" + path;
  }

  private int openHost(Path host, String path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY || (flags & OpenFlags.O_TRUNC) != 0) {
      throw new ErrnoException(Errno.EROFS);
    }
    if (Files.isDirectory(host)) {
      int fd = placeholder();
      descriptors.opened(fd, path);
      descriptors.setHostDirectory(fd, host);
      return fd;
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    byte[] content;
    try {
      content = Files.readAllBytes(host);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
    int fd = (int) call(MEMFD_CREATE, buffer.path(String.valueOf(host.getFileName())), 0);
    int done = 0;
    while (done < content.length) {
      done += write(fd, content, done, content.length - done);
    }
    lseek(fd, 0, SEEK_SET);
    descriptors.opened(fd, path);
    descriptors.setHostFile(fd, host);
    return fd;
  }

  /** Opens /dev/console, as the first process of every machine has it open. */
  void openConsole() throws ErrnoException {
    int fd =
        (int) call(OPENAT, OpenFlags.AT_FDCWD, buffer.path("/dev/console"), OpenFlags.O_RDWR, 0);
    call(DUP2, fd, CONSOLE);
    call(CLOSE, fd);
  }

  /** A child of the first process does not keep that one's console. */
  void closeConsole() {
    agents.call(thread, CLOSE, CONSOLE);
  }

  /** A descriptor number that nothing else gets. */
  int placeholder() throws ErrnoException {
    return (int) call(OPENAT, OpenFlags.AT_FDCWD, buffer.path("/dev/null"), OpenFlags.O_RDWR, 0);
  }

  @Override
  public void close(int fd) throws ErrnoException {
    call(CLOSE, fd);
    descriptors.closed(fd);
  }

  @Override
  public int read(int fd, byte[] target, int offset, int count) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return stream.read(target, offset, count);
    }
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    int done = (int) call(READ, fd, buffer.data(), part);
    buffer.getData(target, offset, done);
    return done;
  }

  @Override
  public int write(int fd, byte[] source, int offset, int count) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return stream.write(source, offset, count);
    }
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    buffer.putData(source, offset, part);
    return (int) call(WRITE, fd, buffer.data(), part);
  }

  @Override
  public int pread64(int fd, byte[] target, int offset, int count, long position)
      throws ErrnoException {
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    int done = (int) call(PREAD64, fd, buffer.data(), part, position);
    buffer.getData(target, offset, done);
    return done;
  }

  @Override
  public int pwrite64(int fd, byte[] source, int offset, int count, long position)
      throws ErrnoException {
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    buffer.putData(source, offset, part);
    return (int) call(PWRITE64, fd, buffer.data(), part, position);
  }

  @Override
  public long read(int fd, long userAddress, long count) throws ErrnoException {
    return call(READ, fd, userAddress, count);
  }

  @Override
  public long write(int fd, long userAddress, long count) throws ErrnoException {
    return call(WRITE, fd, userAddress, count);
  }

  @Override
  public long lseek(int fd, long offset, int whence) throws ErrnoException {
    if (descriptors.stream(fd) != null) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    return call(LSEEK, fd, offset, whence);
  }

  @Override
  public long ioctl(int fd, int request, long argument) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      throw new ErrnoException(Errno.ENOTTY);
    }
    return call(IOCTL, fd, request & 0xffffffffL, argument);
  }

  @Override
  public long mmap(long length, int protection, int flags, int fd, long offset)
      throws ErrnoException {
    return call(MMAP, 0, length, protection, flags, fd, offset);
  }

  @Override
  public void munmap(long address, long length) throws ErrnoException {
    call(MUNMAP, address, length);
  }

  @Override
  public int dup(int fd) throws ErrnoException {
    int copy = (int) call(DUP, fd);
    descriptors.duplicated(fd, copy);
    return copy;
  }

  @Override
  public int dup2(int oldFd, int newFd) throws ErrnoException {
    int copy = (int) call(DUP2, oldFd, newFd);
    descriptors.duplicated(oldFd, copy);
    return copy;
  }

  @Override
  public int fcntl(int fd, int command, long argument) throws ErrnoException {
    int result = (int) call(FCNTL, fd, command, argument);
    if (command == F_DUPFD) {
      descriptors.duplicated(fd, result);
    }
    return result;
  }

  @Override
  public int[] pipe2(int flags) throws ErrnoException {
    call(PIPE2, buffer.structure(), flags);
    int[] pipe = {buffer.structureInt(0), buffer.structureInt(4)};
    for (int fd : pipe) {
      descriptors.opened(fd, "");
      if ((flags & OpenFlags.O_CLOEXEC) != 0) {
        descriptors.closeOnExec(fd);
      }
    }
    return pipe;
  }

  @Override
  public int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return events & (stream.input() != null ? POLL_READ : POLL_WRITE);
    }
    buffer.setStructureLong(0, (fd & 0xffffffffL) | (long) events << 32);
    call(POLL, buffer.structure(), 1, timeout == null ? -1 : timeout.toMillis());
    return buffer.structureInt(4) >>> 16;
  }

  @Override
  public int socket(int domain, int type, int protocol) throws ErrnoException {
    int fd = (int) call(SOCKET, domain, type, protocol);
    descriptors.opened(fd, "");
    return fd;
  }

  @Override
  public int sendto(int fd, byte[] data, byte[] address) throws ErrnoException {
    int part = Math.min(data.length, UserBuffer.DATA_SIZE);
    buffer.putData(data, 0, part);
    buffer.putStructure(address);
    return (int) call(SENDTO, fd, buffer.data(), part, 0, buffer.structure(), address.length);
  }

  @Override
  public int recvfrom(int fd, byte[] data, byte[] address) throws ErrnoException {
    int part = Math.min(data.length, UserBuffer.DATA_SIZE);
    long length = buffer.structure() + address.length;
    buffer.setStructureLong(address.length, address.length);
    int done = (int) call(RECVFROM, fd, buffer.data(), part, 0, buffer.structure(), length);
    buffer.getData(data, 0, done);
    System.arraycopy(buffer.structureBytes(address.length), 0, address, 0, address.length);
    return done;
  }

  /** The machine's own file at {@code path}, whatever the host has; null: none. */
  @Nullable Stat ownStat(String path) throws ErrnoException {
    long result =
        agents.call(
            thread, NEWFSTATAT, OpenFlags.AT_FDCWD, buffer.path(path), buffer.structure(), 0);
    return result < 0 ? null : stat();
  }

  @Override
  public Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    try {
      call(NEWFSTATAT, dirfd, buffer.path(path), buffer.structure(), flags);
      return stat();
    } catch (ErrnoException e) {
      Path host = hostFile(dirfd, path, e);
      if (host == null) {
        throw e;
      }
      return HostStat.of(host);
    }
  }

  @Override
  public Stat fstat(int fd) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return HostStat.of(stream);
    }
    Path host = descriptors.hostFile(fd);
    if (host != null) {
      return HostStat.of(host);
    }
    call(FSTAT, fd, buffer.structure());
    return stat();
  }

  /** Reads a {@code struct stat} (arch/x86/include/uapi/asm/stat.h). */
  private Stat stat() {
    byte[] bytes = buffer.structureBytes(STAT_SIZE);
    java.nio.ByteBuffer stat =
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return new Stat(
        stat.getLong(0),
        stat.getLong(8),
        stat.getInt(24),
        stat.getLong(16),
        stat.getInt(28),
        stat.getInt(32),
        stat.getLong(40),
        stat.getLong(48),
        (int) stat.getLong(56),
        stat.getLong(64),
        stat.getLong(72) * SECOND + stat.getLong(80),
        stat.getLong(88) * SECOND + stat.getLong(96),
        stat.getLong(104) * SECOND + stat.getLong(112));
  }

  @Override
  public List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    Path hosted = descriptors.hostFile(fd);
    if (hosted == null) {
      readEntries(fd, entries);
      String path = descriptors.pathOrNull(fd);
      hosted = path == null || entries.isEmpty() ? null : processes.hostTree().find(path);
    } else if (!descriptors.takeUnread(fd)) {
      return entries;
    }
    if (hosted != null) {
      addHostEntries(hosted, entries);
    }
    return entries;
  }

  private void readEntries(int fd, List<DirectoryEntry> entries) throws ErrnoException {
    while (true) {
      int size = (int) call(GETDENTS64, fd, buffer.data(), UserBuffer.DATA_SIZE);
      if (size == 0) {
        return;
      }
      byte[] bytes = new byte[size];
      buffer.getData(bytes, 0, size);
      java.nio.ByteBuffer records =
          java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      int at = 0;
      while (at < size) {
        int length = records.getShort(at + 16);
        int end = at + 19;
        while (bytes[end] != 0) {
          end++;
        }
        String name = new String(bytes, at + 19, end - at - 19, StandardCharsets.ISO_8859_1);
        entries.add(new DirectoryEntry(records.getLong(at), (bytes[at + 18] & 0xf) << 12, name));
        at += length;
      }
    }
  }

  private static void addHostEntries(Path directory, List<DirectoryEntry> entries)
      throws ErrnoException {
    Set<String> names = new HashSet<>();
    entries.forEach(entry -> names.add(entry.name()));
    try (var children = Files.list(directory)) {
      if (names.add(".")) {
        entries.add(new DirectoryEntry(1, FileMode.S_IFDIR, "."));
      }
      if (names.add("..")) {
        entries.add(new DirectoryEntry(1, FileMode.S_IFDIR, ".."));
      }
      for (Path child : children.sorted().toList()) {
        String name =
            new String(
                String.valueOf(child.getFileName()).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        if (names.add(name)) {
          int type = Files.isDirectory(child) ? FileMode.S_IFDIR : FileMode.S_IFREG;
          entries.add(new DirectoryEntry(1, type, name));
        }
      }
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  @Override
  public String readlinkat(int dirfd, String path) throws ErrnoException {
    try {
      int size =
          (int) call(READLINKAT, dirfd, buffer.path(path), buffer.data(), UserBuffer.DATA_SIZE);
      byte[] target = new byte[size];
      buffer.getData(target, 0, size);
      return new String(target, StandardCharsets.ISO_8859_1);
    } catch (ErrnoException e) {
      Path host = hostFile(dirfd, path, e);
      if (host == null) {
        throw e;
      }
      if (!Files.isSymbolicLink(host)) {
        throw new ErrnoException(Errno.EINVAL);
      }
      try {
        return Files.readSymbolicLink(host).toString();
      } catch (IOException unreadable) {
        throw new ErrnoException(Errno.EACCES);
      }
    }
  }

  @Override
  public void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    create(dirfd, path, () -> call(MKDIRAT, dirfd, buffer.path(path), mode));
  }

  @Override
  public void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    int device = (Stat.minor(dev) & 0xff) | Stat.major(dev) << 8 | (Stat.minor(dev) & ~0xff) << 12;
    create(dirfd, path, () -> call(MKNODAT, dirfd, buffer.path(path), mode, device));
  }

  @Override
  public void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    call(UNLINKAT, dirfd, buffer.path(path), flags);
  }

  @Override
  public void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath)
      throws ErrnoException {
    create(
        newDirfd,
        newPath,
        () -> call(RENAMEAT, oldDirfd, buffer.path(oldPath), newDirfd, buffer.secondPath(newPath)));
  }

  @Override
  public void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    call(LINKAT, oldDirfd, buffer.path(oldPath), newDirfd, buffer.secondPath(newPath), flags);
  }

  @Override
  public void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    create(dirfd, path, () -> call(SYMLINKAT, buffer.path(target), dirfd, buffer.secondPath(path)));
  }

  @Override
  public void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    call(FCHMODAT, dirfd, buffer.path(path), mode);
  }

  @Override
  public void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    call(FCHOWNAT, dirfd, buffer.path(path), uid, gid, flags);
  }

  @Override
  public void utimensat(int dirfd, String path, long atime, long mtime, int flags)
      throws ErrnoException {
    buffer.setStructureLong(0, Math.floorDiv(atime, SECOND));
    buffer.setStructureLong(8, Math.floorMod(atime, SECOND));
    buffer.setStructureLong(16, Math.floorDiv(mtime, SECOND));
    buffer.setStructureLong(24, Math.floorMod(mtime, SECOND));
    call(UTIMENSAT, dirfd, buffer.path(path), buffer.structure(), flags);
  }

  @Override
  public void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    try {
      call(FACCESSAT, dirfd, buffer.path(path), mode);
    } catch (ErrnoException e) {
      if (hostFile(dirfd, path, e) == null) {
        throw e;
      }
    }
  }

  @Override
  public void ftruncate(int fd, long length) throws ErrnoException {
    call(FTRUNCATE, fd, length);
  }

  /** Has this process and all that it starts fault at rdtsc; the PC carries that out. */
  void refuseTimeStamps() throws ErrnoException {
    call(PRCTL, PR_SET_TSC, PR_TSC_SIGSEGV);
  }

  @Override
  public void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    long options = data.isEmpty() ? 0 : data(data);
    call(
        MOUNT, buffer.path(source), buffer.secondPath(target), buffer.string(type), flags, options);
  }

  /** A string where data goes. */
  private long data(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
    buffer.putData(bytes, 0, bytes.length);
    return buffer.data();
  }

  @Override
  public void umount2(String target, int flags) throws ErrnoException {
    call(UMOUNT2, buffer.path(target), flags);
  }

  /* Modules and the log */

  @Override
  public void initModule(byte[] image, String parameters) throws ErrnoException {
    UserMemory memory = userMemory();
    long at = memory.allocate(Math.max(1, image.length));
    long text = memory.allocate(parameters.length() + 1);
    try {
      memory.copyIn(at, image, 0, image.length);
      memory.copyIn(text, parameters.getBytes(StandardCharsets.ISO_8859_1), 0, parameters.length());
      call(INIT_MODULE, at, image.length, text);
    } finally {
      memory.free(at);
      memory.free(text);
    }
  }

  @Override
  public void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    UserMemory memory = userMemory();
    long text = memory.allocate(parameters.length() + 1);
    try {
      memory.copyIn(text, parameters.getBytes(StandardCharsets.ISO_8859_1), 0, parameters.length());
      call(FINIT_MODULE, fd, text, flags);
    } finally {
      memory.free(text);
    }
  }

  @Override
  public void deleteModule(String name, int flags) throws ErrnoException {
    call(DELETE_MODULE, buffer.path(name), flags);
  }

  @Override
  public int syslog(int action, byte @Nullable [] target, int length) throws ErrnoException {
    if (target == null) {
      return (int) call(SYSLOG, action, 0, length);
    }
    UserMemory memory = userMemory();
    long at = memory.allocate(Math.max(1, length));
    try {
      int size = (int) call(SYSLOG, action, at, length);
      memory.copyOut(at, target, 0, Math.min(size, length));
      return size;
    } finally {
      memory.free(at);
    }
  }

  /* Processes */

  @Override
  public int getpid() {
    return (int) agents.call(thread, GETPID);
  }

  @Override
  public int getppid() {
    return (int) agents.call(thread, GETPPID);
  }

  @Override
  public String getcwd() throws ErrnoException {
    int size = (int) call(GETCWD, buffer.data(), UserBuffer.DATA_SIZE);
    byte[] path = new byte[size - 1];
    buffer.getData(path, 0, path.length);
    return new String(path, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    try {
      call(CHDIR, buffer.path(path));
    } catch (ErrnoException e) {
      Path host = hostFile(OpenFlags.AT_FDCWD, path, e);
      if (host == null) {
        throw e;
      }
      if (!Files.isDirectory(host)) {
        throw new ErrnoException(Errno.ENOTDIR);
      }
      String absolute = HostTree.normalize(absolute(OpenFlags.AT_FDCWD, path));
      makeDirectories(absolute);
      call(CHDIR, buffer.path(absolute));
    }
  }

  /** A directory of the host becomes one of the machine, as a place to be in. */
  void makeDirectories(String path) throws ErrnoException {
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      makeDirectory(path.substring(0, slash));
    }
    makeDirectory(path);
  }

  private void makeDirectory(String path) throws ErrnoException {
    try {
      mkdirat(OpenFlags.AT_FDCWD, path, 0755);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  @Override
  public int umask(int mask) {
    return (int) agents.call(thread, UMASK, mask);
  }

  @Override
  public void setComm(String comm) {
    try {
      agents.call(thread, PRCTL, PR_SET_NAME, buffer.path(comm));
    } catch (ErrnoException e) {
      throw new IllegalArgumentException(comm, e);
    }
  }

  @Override
  public int spawn(String comm, List<String> argv, Program program) throws ErrnoException {
    AgentThread child = agents.newThread(comm);
    Descriptors inherited = descriptors.copy();
    processes.start(child, inherited, comm, program);
    int pid = (int) agents.fork(thread, child, CLONE, SIGCHLD, 0, 0, 0, 0);
    if (pid < 0) {
      agents.remove(child);
      child.kill();
      throw new ErrnoException(-pid);
    }
    processes.started(pid, child);
    return pid;
  }

  @Override
  public void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    if (!processes.isJava(path)) {
      processes.realPrograms().fetch(this, path);
      processes.realPrograms().connect(this, thread);
    }
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    ExecArguments arguments = ExecArguments.of(argv, variables);
    UserMemory memory = userMemory();
    long at = memory.allocate(arguments.size());
    byte[] bytes = arguments.at(at);
    memory.copyIn(at, bytes, 0, bytes.length);
    long result = agents.execve(thread, buffer.path(path), at, at + arguments.environmentOffset());
    if (result < 0) {
      memory.free(at);
      throw new ErrnoException((int) -result);
    }
    userMemory = null;
    buffer = UserBuffer.create(agents, thread);
    descriptors.executed();
  }

  @Override
  public @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException {
    if (timeout == null) {
      return waitOnce(pid, options);
    }
    long limit = clockGettime(1) + timeout.toNanos();
    while (true) {
      WaitStatus status = waitOnce(pid, options | WNOHANG);
      if (status != null || clockGettime(1) >= limit) {
        return status;
      }
      nanosleep(WAIT_STEP);
    }
  }

  private @Nullable WaitStatus waitOnce(int pid, int options) throws ErrnoException {
    int ended = (int) call(WAIT4, pid, buffer.structure(), options, 0);
    if (ended == 0) {
      return null;
    }
    int status = buffer.structureInt(0);
    processes.ended(this, ended);
    return new WaitStatus(ended, status >> 8 & 0xff, status & 0x7f);
  }

  @Override
  public void kill(int pid, int signal) throws ErrnoException {
    call(KILL, pid, signal);
  }

  @Override
  public void nanosleep(Duration duration) throws ErrnoException {
    buffer.setStructureLong(0, duration.getSeconds());
    buffer.setStructureLong(8, duration.getNano());
    call(NANOSLEEP, buffer.structure(), 0);
  }

  @Override
  public long clockGettime(int clock) throws ErrnoException {
    call(CLOCK_GETTIME, clock, buffer.structure());
    return buffer.structureLong(0) * SECOND + buffer.structureLong(8);
  }

  @Override
  public Utsname uname() {
    agents.call(thread, UNAME, buffer.structure());
    byte[] names = buffer.structureBytes(6 * UTS_FIELD);
    String[] fields = new String[5];
    for (int i = 0; i < fields.length; i++) {
      int from = i * UTS_FIELD;
      int to = from;
      while (names[to] != 0) {
        to++;
      }
      fields[i] = new String(names, from, to - from, StandardCharsets.ISO_8859_1);
    }
    return new Utsname(fields[0], fields[1], fields[2], fields[3], fields[4]);
  }

  @Override
  public UserMemory userMemory() {
    UserMemory memory = userMemory;
    if (memory == null) {
      memory = buffer.userMemory();
      userMemory = memory;
    }
    return memory;
  }

  /* The machine */

  @Override
  public Board board() {
    return agents.pc().board();
  }

  @Override
  public @Nullable PlatformBus platformBus() {
    PlatformDevices devices = processes.platformDevices();
    return devices == null ? null : devices.of(thread);
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
