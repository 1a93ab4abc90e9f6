package io.kobox.shell.lang;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.CommandRunner;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** execvp: from a command's name to the program that runs it. */
public final class CommandFinder implements Programs {
  private static final List<String> PROGRAM_DIRECTORIES =
      List.of("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/");

  /** Programs whose path is in /usr/sbin. */
  private static final List<String> SYSTEM_PROGRAMS =
      List.of(
          "insmod",
          "rmmod",
          "modprobe",
          "lsmod",
          "modinfo",
          "depmod",
          "sysctl",
          "chroot",
          "losetup",
          "mkfs",
          "ifconfig",
          "ip",
          "reboot");

  /** Where kmod's Debian package puts them (its /sbin is a link to /usr/sbin). */
  private final CommandRegistry registry;

  private final BinaryLoader binaries;

  public CommandFinder(CommandRegistry registry, BinaryLoader binaries) {
    this.registry = registry;
    this.binaries = binaries;
  }

  public CommandRegistry registry() {
    return registry;
  }

  /** The path that {@code type} and {@code command -v} tell; null: not found. */
  public @Nullable String path(SystemCalls calls, String name, String searchPath) {
    if (name.isEmpty()) {
      return null;
    }
    if (name.indexOf('/') >= 0) {
      return isProgram(calls, name) || builtInPath(name) != null ? name : null;
    }
    for (String directory : searchPath.split(":", -1)) {
      String path = (directory.isEmpty() ? "." : directory) + "/" + name;
      if (isProgram(calls, path) || isHome(path, name)) {
        return path;
      }
    }
    return null;
  }

  private boolean isHome(String path, String name) {
    return registry.contains(name) && path.equals(home(name));
  }

  /** The registry's name behind {@code /bin/NAME} and its like; null: none. */
  private @Nullable String builtInPath(String path) {
    for (String directory : PROGRAM_DIRECTORIES) {
      if (path.startsWith(directory)) {
        String name = path.substring(directory.length());
        if (registry.contains(name)) {
          return name;
        }
      }
    }
    return null;
  }

  private static boolean isProgram(SystemCalls calls, String path) {
    try {
      Stat stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, 0);
      return FileMode.isRegular(stat.mode()) && (stat.mode() & 0111) != 0;
    } catch (ErrnoException e) {
      return false;
    }
  }

  /**
   * The program for {@code argv}, ready to run.
   *
   * @throws ErrnoException ENOENT: no such command; EACCES, ENOEXEC, EISDIR: no program
   */
  @Override
  public Program find(SystemCalls calls, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    String name = argv.getFirst();
    if (name.indexOf('/') >= 0) {
      return file(calls, name, PathNames.last(name), argv, environment, 0);
    }
    String searchPath = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    String path = path(calls, name, searchPath);
    if (path == null) {
      if (registry.contains(name) && searchesPrograms(searchPath)) {
        return program(name, name, argv, environment);
      }
      throw new ErrnoException(Errno.ENOENT);
    }
    return file(calls, path, name, argv, environment, 0);
  }

  private static boolean searchesPrograms(String searchPath) {
    return List.of(searchPath.split(":", -1)).stream()
        .anyMatch(d -> PROGRAM_DIRECTORIES.contains(d + "/"));
  }

  /** The machine's own program at {@code path}, for a process that is that program already. */
  @Override
  public Program program(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    String name = builtInPath(path);
    Command command = name == null ? null : registry.find(name);
    if (command == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return calls -> run(command, new Session(calls, argv, environment, runner(calls)));
  }

  private Program file(
      SystemCalls calls,
      String path,
      String comm,
      List<String> argv,
      Map<String, String> environment,
      int interpreters)
      throws ErrnoException {
    // the machine's own programs, whatever the host has in its /bin
    String builtIn = builtInPath(path);
    if (builtIn != null) {
      return program(builtIn, comm, argv, environment);
    }
    Stat stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, 0);
    if (FileMode.isDirectory(stat.mode())) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if (!FileMode.isRegular(stat.mode()) || (stat.mode() & 0111) == 0) {
      throw new ErrnoException(Errno.EACCES);
    }
    byte[] head = head(calls, path);
    if (head.length > 2 && head[0] == '#' && head[1] == '!') {
      if (interpreters > 4) {
        throw new ErrnoException(Errno.ELOOP);
      }
      return script(calls, path, comm, head, argv, environment, interpreters);
    }
    Program binary = isElf(head) ? binaries.load(path, argv, environment) : null;
    if (binary != null) {
      return binary;
    }
    if (isText(head)) {
      List<String> shell = new ArrayList<>(List.of("sh", path));
      shell.addAll(argv.subList(1, argv.size()));
      return program("sh", comm, shell, environment);
    }
    throw new ErrnoException(Errno.ENOEXEC);
  }

  private static boolean isElf(byte[] head) {
    return head.length > 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
  }

  /** bash's check_binary_file: text has no NUL in its first line. */
  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b == '\n') {
        return true;
      }
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] head(SystemCalls calls, String path) throws ErrnoException {
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY, 0);
    try {
      byte[] buffer = new byte[256];
      int count = calls.read(fd, buffer, 0, buffer.length);
      return java.util.Arrays.copyOf(buffer, Math.max(count, 0));
    } finally {
      calls.close(fd);
    }
  }

  private Program script(
      SystemCalls calls,
      String path,
      String comm,
      byte[] head,
      List<String> argv,
      Map<String, String> environment,
      int interpreters)
      throws ErrnoException {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    String line = text.substring(2, end < 0 ? text.length() : end).strip();
    int blank = line.indexOf(' ');
    List<String> words = new ArrayList<>();
    words.add(blank < 0 ? line : line.substring(0, blank));
    if (blank >= 0) {
      words.add(line.substring(blank).strip());
    }
    words.add(path);
    words.addAll(argv.subList(1, argv.size()));
    return file(calls, words.getFirst(), comm, words, environment, interpreters + 1);
  }

  /** Executes the machine's program {@code name} by the name {@code comm}, a script's own. */
  private Program program(
      String name, String comm, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    Program program = program(home(name), argv, environment);
    return calls -> {
      if (registry.isOwn(name)) {
        calls.setComm(name);
      } else {
        calls.execve(home(name), argv, environment);
      }
      if (!comm.equals(name)) {
        calls.setComm(comm);
      }
      return program.run(calls);
    };
  }

  /** Where the machine's program of that name is. */
  private static String home(String name) {
    return (SYSTEM_PROGRAMS.contains(name) ? "/usr/sbin/" : "/usr/bin/") + name;
  }

  /** The paths of all programs of the machine. */
  @Override
  public List<String> paths() {
    return registry.names().stream()
        .filter(name -> !registry.isOwn(name))
        .sorted()
        .map(CommandFinder::home)
        .toList();
  }

  /** What a command gets to start others. */
  public CommandRunner runner(SystemCalls calls) {
    return (argv, environment) -> {
      try {
        return find(calls, argv, environment);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.ENOENT) {
          return null;
        }
        throw e;
      }
    };
  }

  private static int run(Command command, Session session) throws ErrnoException {
    try {
      int status = command.run(session);
      session.out().flush();
      session.err().flush();
      return status;
    } catch (ErrnoException e) {
      SystemCalls calls = session.calls();
      if (e.errno() == Errno.EPIPE) {
        calls.kill(calls.getpid(), SystemCalls.SIGPIPE);
        return 128 + SystemCalls.SIGPIPE;
      }
      // What coreutils' close_stdout says; EBADF too where standard output is closed.
      byte[] text =
          (command.name() + ": write error: " + Errno.strerror(e.number()) + "\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      try {
        calls.write(2, text, 0, text.length);
      } catch (ErrnoException noStandardError) {
        return 1;
      }
      return 1;
    }
  }
}
