package io.kobox.shell.lang;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The few programs that the shell's tests need: cat, sleep, seq, printenv, mkdir, rm. */
final class TestCommands {
  private TestCommands() {}

  static CommandFinder finder() {
    CommandRegistry registry = new CommandRegistry();
    CommandFinder finder = new CommandFinder(registry, BinaryLoader.NONE);
    registry.add("sh", () -> new ShellCommand("sh", finder));
    for (String name : new String[] {"cat", "sleep", "seq", "printenv", "mkdir", "rm", "ls"}) {
      registry.add(name, () -> new Program(name));
    }
    return finder;
  }

  private record Program(String name) implements Command {
    @Override
    public String summary() {
      return "";
    }

    @Override
    public String usage() {
      return "";
    }

    @Override
    public int run(Session session) throws ErrnoException {
      SystemCalls calls = session.calls();
      switch (name) {
        case "cat":
          return cat(session);
        case "sleep":
          double seconds = Double.parseDouble(session.arguments().getFirst());
          calls.nanosleep(Duration.ofNanos((long) (seconds * 1e9)));
          return 0;
        case "seq":
          int last = Integer.parseInt(session.arguments().getLast());
          for (int i = 1; i <= last; i++) {
            session.out().println(Integer.toString(i));
          }
          return 0;
        case "printenv":
          String value = session.environment().get(session.arguments().getFirst());
          if (value == null) {
            return 1;
          }
          session.out().println(value);
          return 0;
        case "mkdir":
          calls.mkdirat(OpenFlags.AT_FDCWD, session.arguments().getFirst(), 0755);
          return 0;
        case "rm":
          for (String path : session.arguments()) {
            if (!path.startsWith("-")) {
              calls.unlinkat(OpenFlags.AT_FDCWD, path, 0);
            }
          }
          return 0;
        default:
          return 0;
      }
    }

    private static int cat(Session session) throws ErrnoException {
      SystemCalls calls = session.calls();
      byte[] buffer = new byte[4096];
      int status = 0;
      for (String path :
          session.arguments().isEmpty() ? java.util.List.of("-") : session.arguments()) {
        int fd = 0;
        try {
          fd = path.equals("-") ? 0 : calls.openat(OpenFlags.AT_FDCWD, path, 0, 0);
        } catch (ErrnoException e) {
          session.error("cat: " + path + ": " + e.errno().text());
          status = 1;
          continue;
        }
        int count;
        while ((count = calls.read(fd, buffer, 0, buffer.length)) > 0) {
          session.out().print(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
      }
      return status;
    }
  }
}
