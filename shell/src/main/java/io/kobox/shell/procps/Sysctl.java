package io.kobox.shell.procps;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code sysctl}, in busybox's words: what lies below /proc/sys. */
public final class Sysctl extends Utility {
  private static final int MAX_DEPTH = 20;

  public Sysctl() {
    super(
        Origin.BUSYBOX,
        "sysctl",
        "show and set kernel parameters",
        """
        Usage: sysctl [-enq] { -a | -p [FILE]... | [-w] [KEY[=VALUE]]... }

        Show/set kernel parameters

          -e  Don't warn about unknown keys
          -n  Don't show key names
          -q  Quiet
          -a  Show all values
          -w  Set values
          -p FILE  Set values from FILEs (default /etc/sysctl.conf)""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "+neAapwq");
    if (options.last("aA") != 0) {
      return showTree(session, options, "/proc/sys", 0);
    }
    int status = 0;
    for (String operand : options.has('p') ? fromFiles(session, options) : options.operands()) {
      status |= one(session, options, operand);
    }
    return status;
  }

  private static List<String> fromFiles(Session session, Options options)
      throws ErrnoException, CommandException {
    List<String> settings = new ArrayList<>();
    List<String> files =
        options.operands().isEmpty() ? List.of("/etc/sysctl.conf") : options.operands();
    for (String path : files) {
      try (Input input = InputFiles.open(session, path)) {
        String line;
        while ((line = input.readLine()) != null) {
          String text = line.strip();
          if (!text.isEmpty() && text.charAt(0) != '#' && text.charAt(0) != ';') {
            settings.add(text.replaceFirst("\\s*=\\s*", "="));
          }
        }
      }
    }
    return settings;
  }

  private int one(Session session, Options options, String operand)
      throws ErrnoException, CommandException {
    int equals = operand.indexOf('=');
    if (equals < 0 && (options.has('w') || options.has('p'))) {
      complain(session, "error: '" + operand + "' must be of the form name=value");
      return 1;
    }
    String key = equals < 0 ? operand : operand.substring(0, equals);
    String path = "/proc/sys/" + slashes(key);
    if (equals >= 0) {
      return write(session, options, path, operand.substring(equals + 1));
    }
    if (FileTree.isDirectory(session.calls(), path)) {
      return showTree(session, options, path, 0);
    }
    return show(session, options, path);
  }

  /** In a name with dots first, dots become slashes and slashes dots. */
  private static String slashes(String key) {
    int dot = key.indexOf('.');
    int slash = key.indexOf('/');
    if (dot < 0 || (slash >= 0 && slash < dot)) {
      return key;
    }
    return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
  }

  private static String name(String path) {
    return path.substring("/proc/sys/".length())
        .replace('.', '\0')
        .replace('/', '.')
        .replace('\0', '/');
  }

  private int showTree(Session session, Options options, String path, int depth)
      throws ErrnoException, CommandException {
    List<String> names;
    try {
      names = new ArrayList<>(FileTree.names(session.calls(), path));
    } catch (ErrnoException e) {
      return unknown(session, options, path, e);
    }
    Collections.sort(names);
    int status = 0;
    for (String name : names) {
      String child = PathNames.join(path, name);
      Stat stat = FileTree.stat(session.calls(), child);
      if (stat != null && FileMode.isDirectory(stat.mode())) {
        status |= depth < MAX_DEPTH ? showTree(session, options, child, depth + 1) : 0;
      } else if (stat != null && (stat.mode() & 0444) != 0) {
        status |= show(session, options, child);
      }
    }
    return status;
  }

  private int show(Session session, Options options, String path)
      throws ErrnoException, CommandException {
    Input input;
    try {
      input = Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      return unknown(session, options, path, e);
    }
    try (input) {
      String line;
      while ((line = input.readLine()) != null) {
        session.out().println((options.has('n') ? "" : name(path) + " = ") + line);
      }
      return 0;
    } catch (CommandException e) {
      if (!e.isReadError()) {
        throw e;
      }
      complain(
          session,
          "error reading key '"
              + name(path)
              + "': "
              + String.valueOf(e.text()).substring(path.length() + 2));
      return 1;
    }
  }

  private int write(Session session, Options options, String path, String value)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    int fd;
    try {
      fd =
          calls.openat(
              OpenFlags.AT_FDCWD,
              path,
              OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC,
              0666);
    } catch (ErrnoException e) {
      return unknown(session, options, path, e);
    }
    try {
      byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
      calls.write(fd, bytes, 0, bytes.length);
    } catch (ErrnoException e) {
      complain(session, "error setting key '" + name(path) + "'", e);
      return 1;
    } finally {
      calls.close(fd);
    }
    if (!options.has('q')) {
      session.out().println(options.has('n') ? value : name(path) + " = " + value);
    }
    return 0;
  }

  private int unknown(Session session, Options options, String path, ErrnoException e)
      throws ErrnoException {
    if (e.errno() != Errno.ENOENT) {
      complain(session, "error: '" + name(path) + "'", e);
      return 1;
    }
    if (options.has('e')) {
      return 0;
    }
    complain(session, "error: '" + name(path) + "' is an unknown key");
    return 1;
  }
}
