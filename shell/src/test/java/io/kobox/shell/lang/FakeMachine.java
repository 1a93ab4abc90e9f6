package io.kobox.shell.lang;

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
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/**
 * A machine in memory for the shell's tests: files, pipes and processes on threads, with one lock
 * for all. What the shell does not call answers ENOSYS.
 */
@NullUnmarked
final class FakeMachine {
  /** A file's contents or a pipe's buffer; a directory has none. */
  static final class Inode {
    final int mode;
    byte[] data = new byte[0];
    int readers;
    int writers;
    boolean full;

    Inode(int mode) {
      this.mode = mode;
    }
  }

  private static final class Open {
    final Inode inode;
    final String path;
    final int flags;
    int position;
    int references = 1;

    Open(Inode inode, String path, int flags) {
      this.inode = inode;
      this.path = path;
      this.flags = flags;
    }
  }

  /** Unwinds a killed process. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super(null, null, false, false);
    }
  }

  private static final class Task {
    final int pid;
    final int parent;
    final Map<Integer, Open> files = new TreeMap<>();
    String directory = "/";
    int umask = 022;
    int signal;
    WaitStatus ended;

    Task(int pid, int parent) {
      this.pid = pid;
      this.parent = parent;
    }
  }

  private final Object lock = new Object();
  private final Map<String, Inode> files = new TreeMap<>();
  private final Map<Integer, Task> processes = new TreeMap<>();
  private int nextPid = 100;

  FakeMachine() {
    for (String directory : List.of("/", "/tmp", "/dev", "/root", "/etc")) {
      files.put(directory, new Inode(FileMode.S_IFDIR | 0755));
    }
    files.put("/dev/null", new Inode(FileMode.S_IFCHR | 0666));
    Inode full = new Inode(FileMode.S_IFCHR | 0666);
    full.full = true;
    files.put("/dev/full", full);
  }

  void file(String path, String text) {
    Inode inode = new Inode(FileMode.S_IFREG | 0644);
    inode.data = text.getBytes(StandardCharsets.ISO_8859_1);
    files.put(path, inode);
  }

  /** What a program printed and how it ended. */
  record Result(String out, String err, int status) {}

  Result run(String directory, Program program, List<String> argv) throws Exception {
    Task process;
    Inode out = new Inode(FileMode.S_IFREG | 0644);
    Inode err = new Inode(FileMode.S_IFREG | 0644);
    synchronized (lock) {
      process = new Task(nextPid++, 1);
      process.directory = directory;
      process.files.put(0, new Open(files.get("/dev/null"), "/dev/null", OpenFlags.O_RDONLY));
      process.files.put(1, new Open(out, "", OpenFlags.O_WRONLY | OpenFlags.O_APPEND));
      process.files.put(2, new Open(err, "", OpenFlags.O_WRONLY | OpenFlags.O_APPEND));
      processes.put(process.pid, process);
    }
    start(process, program).join(20_000);
    synchronized (lock) {
      if (process.ended == null) {
        for (Task each : processes.values()) {
          each.signal = SystemCalls.SIGKILL;
        }
        lock.notifyAll();
        return new Result(text(out), text(err) + "(timeout)", -1);
      }
      return new Result(text(out), text(err), process.ended.shellStatus());
    }
  }

  private static String text(Inode inode) {
    return new String(inode.data, StandardCharsets.ISO_8859_1);
  }

  private Thread start(Task process, Program program) {
    SystemCalls calls = calls(process);
    Runnable body =
        () -> {
          int status = 255;
          try {
            status = program.run(calls);
          } catch (Killed killed) {
            status = 0;
          } catch (ErrnoException e) {
            status = 254;
          } catch (RuntimeException | StackOverflowError e) {
            status = 253;
          }
          synchronized (lock) {
            for (Open open : process.files.values()) {
              release(open);
            }
            process.files.clear();
            process.ended = new WaitStatus(process.pid, status, process.signal);
            lock.notifyAll();
          }
        };
    Thread thread = new Thread(null, body, "pid " + process.pid, 4 << 20);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void release(Open open) {
    if (--open.references == 0) {
      if ((open.flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY) {
        open.inode.readers--;
      } else {
        open.inode.writers--;
      }
      lock.notifyAll();
    }
  }

  private static Open share(Open open) {
    open.references++;
    return open;
  }

  private String resolve(Task process, String path) {
    String full = path.startsWith("/") ? path : process.directory + "/" + path;
    List<String> parts = new ArrayList<>();
    for (String part : full.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  private Inode find(String path) throws ErrnoException {
    Inode inode = files.get(path);
    if (inode == null) {
      int slash = path.lastIndexOf('/');
      Inode parent = files.get(slash == 0 ? "/" : path.substring(0, slash));
      boolean notDirectory = parent != null && !FileMode.isDirectory(parent.mode);
      throw new ErrnoException(notDirectory ? Errno.ENOTDIR : Errno.ENOENT);
    }
    return inode;
  }

  /** The system calls by name; a proxy, so that only what the shell uses needs to be here. */
  private SystemCalls calls(Task process) {
    return (SystemCalls)
        Proxy.newProxyInstance(
            SystemCalls.class.getClassLoader(),
            new Class<?>[] {SystemCalls.class},
            (proxy, method, arguments) -> {
              synchronized (lock) {
                check(process);
                Object[] a = arguments == null ? new Object[0] : arguments;
                Object result = call(process, method.getName(), a);
                check(process);
                return result;
              }
            });
  }

  private static void check(Task process) {
    if (process.signal != 0) {
      throw new Killed();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private void block(Task process) {
    try {
      lock.wait(1000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    check(process);
  }

  private Open open(Task process, Object fd) throws ErrnoException {
    Open open = process.files.get((Integer) fd);
    if (open == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return open;
  }

  private int lowest(Task process, int from) {
    int fd = from;
    while (process.files.containsKey(fd)) {
      fd++;
    }
    return fd;
  }

  @SuppressWarnings("WaitNotInLoop") // a sleep ends by time
  private Object call(Task p, String name, Object[] a) throws ErrnoException {
    switch (name) {
      case "getpid":
        return p.pid;
      case "userMemory":
        return Proxy.newProxyInstance(
            SystemCalls.class.getClassLoader(),
            new Class<?>[] {UserMemory.class},
            (proxy, method, arguments) -> {
              throw new ErrnoException(Errno.ENOTTY);
            });
      case "getppid":
        return p.parent;
      case "getcwd":
        return p.directory;
      case "setComm":
      case "execve":
        return null;
      case "uname":
        return new Utsname("Linux", "box", "6.1.0-56-amd64", "#1", "x86_64");
      case "clockGettime":
        return 1_000_000_000L;
      case "umask":
        int before = p.umask;
        p.umask = (Integer) a[0];
        return before;
      case "chdir":
        String directory = resolve(p, (String) a[0]);
        if (!FileMode.isDirectory(find(directory).mode)) {
          throw new ErrnoException(Errno.ENOTDIR);
        }
        p.directory = directory;
        return null;
      case "openat":
        return openFile(p, resolve(p, (String) a[1]), (Integer) a[2]);
      case "close":
        Open closed = open(p, a[0]);
        p.files.remove((Integer) a[0]);
        release(closed);
        return null;
      case "read":
        return read(p, open(p, a[0]), (byte[]) a[1], (Integer) a[2], (Integer) a[3]);
      case "write":
        return write(p, open(p, a[0]), (byte[]) a[1], (Integer) a[2], (Integer) a[3]);
      case "lseek":
        open(p, a[0]).position = (int) (long) (Long) a[1];
        return a[1];
      case "dup2":
        Open source = open(p, a[0]);
        if (!a[0].equals(a[1])) {
          Open old = p.files.put((Integer) a[1], share(source));
          if (old != null) {
            release(old);
          }
        }
        return a[1];
      case "fcntl":
        Open duplicated = open(p, a[0]);
        if ((Integer) a[1] == SystemCalls.F_DUPFD) {
          int fd = lowest(p, (int) (long) (Long) a[2]);
          p.files.put(fd, share(duplicated));
          return fd;
        }
        return duplicated.flags;
      case "pipe2":
        Inode pipe = new Inode(FileMode.S_IFIFO | 0600);
        pipe.readers = 1;
        pipe.writers = 1;
        int in = lowest(p, 0);
        p.files.put(in, new Open(pipe, "", OpenFlags.O_RDONLY));
        int out = lowest(p, 0);
        p.files.put(out, new Open(pipe, "", OpenFlags.O_WRONLY));
        return new int[] {in, out};
      case "newfstatat":
        return stat(find(resolve(p, (String) a[1])));
      case "fstat":
        return stat(open(p, a[0]).inode);
      case "faccessat":
        find(resolve(p, (String) a[1]));
        return null;
      case "unlinkat":
        find(resolve(p, (String) a[1]));
        files.remove(resolve(p, (String) a[1]));
        return null;
      case "mkdirat":
        files.put(resolve(p, (String) a[1]), new Inode(FileMode.S_IFDIR | 0755));
        return null;
      case "getdents64":
        return entries(open(p, a[0]).path);
      case "spawn":
        return spawn(p, (Program) a[2]);
      case "wait4":
        return await(p, (Integer) a[0], (Integer) a[1]);
      case "kill":
        kill(p, (Integer) a[0], (Integer) a[1]);
        return null;
      case "nanosleep":
        // A sleeper that is never killed ends after a while of real time.
        try {
          lock.wait(Math.min(30_000, Math.max(1, ((java.time.Duration) a[0]).toMillis())));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return null;
      default:
        throw new ErrnoException(Errno.ENOSYS);
    }
  }

  private int openFile(Task p, String path, int flags) throws ErrnoException {
    Inode inode = files.get(path);
    if (inode == null && (flags & OpenFlags.O_CREAT) != 0) {
      int slash = path.lastIndexOf('/');
      find(slash == 0 ? "/" : path.substring(0, slash));
      inode = new Inode(FileMode.S_IFREG | 0644);
      files.put(path, inode);
    }
    if (inode == null) {
      inode = find(path);
    }
    boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
    if (FileMode.isDirectory(inode.mode) && writes) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if ((flags & OpenFlags.O_TRUNC) != 0) {
      inode.data = new byte[0];
    }
    int fd = lowest(p, 0);
    p.files.put(fd, new Open(inode, path, flags));
    return fd;
  }

  private int read(Task p, Open open, byte[] buffer, int offset, int count) throws ErrnoException {
    Inode inode = open.inode;
    if (FileMode.isDirectory(inode.mode)) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if ((inode.mode & FileMode.S_IFMT) == FileMode.S_IFIFO) {
      while (inode.data.length == 0 && inode.writers > 0) {
        block(p);
      }
      int taken = Math.min(count, inode.data.length);
      System.arraycopy(inode.data, 0, buffer, offset, taken);
      inode.data = Arrays.copyOfRange(inode.data, taken, inode.data.length);
      lock.notifyAll();
      return taken;
    }
    int taken = Math.max(0, Math.min(count, inode.data.length - open.position));
    System.arraycopy(inode.data, open.position, buffer, offset, taken);
    open.position += taken;
    return taken;
  }

  private int write(Task p, Open open, byte[] buffer, int offset, int count) throws ErrnoException {
    Inode inode = open.inode;
    if ((open.flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (FileMode.isCharacterDevice(inode.mode)) {
      if (inode.full) {
        throw new ErrnoException(Errno.ENOSPC);
      }
      return count;
    }
    boolean pipe = (inode.mode & FileMode.S_IFMT) == FileMode.S_IFIFO;
    while (pipe && inode.data.length > 65536 && inode.readers > 0) {
      block(p);
    }
    if (pipe && inode.readers == 0) {
      p.signal = SystemCalls.SIGPIPE;
      throw new Killed();
    }
    boolean appends = pipe || (open.flags & OpenFlags.O_APPEND) != 0;
    int at = appends ? inode.data.length : open.position;
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write(inode.data, 0, Math.min(at, inode.data.length));
    data.write(buffer, offset, count);
    if (at + count < inode.data.length) {
      data.write(inode.data, at + count, inode.data.length - at - count);
    }
    inode.data = data.toByteArray();
    open.position = at + count;
    lock.notifyAll();
    return count;
  }

  private static Stat stat(Inode inode) {
    return new Stat(
        1, inode.hashCode(), inode.mode, 1, 0, 0, 0, inode.data.length, 4096, 0, 0, 0, 0);
  }

  private List<DirectoryEntry> entries(String directory) {
    List<DirectoryEntry> entries = new ArrayList<>();
    String prefix = directory.equals("/") ? "/" : directory + "/";
    files.forEach(
        (path, inode) -> {
          String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
          if (!name.isEmpty() && name.indexOf('/') < 0) {
            entries.add(new DirectoryEntry(1, inode.mode & FileMode.S_IFMT, name));
          }
        });
    return entries;
  }

  private int spawn(Task parent, Program program) {
    Task child = new Task(nextPid++, parent.pid);
    child.directory = parent.directory;
    child.umask = parent.umask;
    parent.files.forEach((fd, open) -> child.files.put(fd, share(open)));
    processes.put(child.pid, child);
    start(child, program);
    return child.pid;
  }

  private WaitStatus await(Task p, int pid, int options) throws ErrnoException {
    while (true) {
      boolean any = false;
      for (Task child : List.copyOf(processes.values())) {
        if (child.parent != p.pid || (pid > 0 && child.pid != pid)) {
          continue;
        }
        any = true;
        if (child.ended != null) {
          processes.remove(child.pid);
          return child.ended;
        }
      }
      if (!any) {
        throw new ErrnoException(Errno.ECHILD);
      }
      if ((options & SystemCalls.WNOHANG) != 0) {
        return null;
      }
      block(p);
    }
  }

  private void kill(Task caller, int pid, int signal) throws ErrnoException {
    Task target = processes.get(pid);
    if (target == null) {
      throw new ErrnoException(Errno.ESRCH);
    }
    if (signal != 0 && target.ended == null) {
      target.signal = signal;
      lock.notifyAll();
    }
    check(caller);
  }
}
