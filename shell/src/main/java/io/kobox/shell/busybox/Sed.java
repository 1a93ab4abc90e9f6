package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Output;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sed}, in busybox's words; without r, w and the w flag of s. */
public final class Sed extends Utility {
  public Sed() {
    super(
        Origin.BUSYBOX,
        "sed",
        "edit lines by a script",
        """
        Usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...
        or: sed [-i[SFX]] [-nrE] CMD [FILE]...

          -e CMD   Add CMD to sed commands to be executed
          -f FILE  Add FILE contents to sed commands to be executed
          -i[SFX]  Edit files in-place (otherwise write to stdout)
          -n       Suppress automatic printing of pattern space
          -r,-E    Use extended regex syntax""");
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, "write error", e);
    return 4;
  }

  private int status;

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "i::rEne:f:s",
            "in-place=i",
            "regexp-extended=r",
            "quiet=n",
            "silent=n",
            "expression=e",
            "file=f");
    List<String> files = new ArrayList<>(options.operands());
    String text = text(session, options, files);
    boolean extended = options.last("rE") != 0;
    boolean quiet = options.has('n') || text.startsWith("#n\n");
    SedFiles named = new SedFiles(session.calls());
    if (!options.has('i')) {
      Source source = new Source(session, InputFiles.orStandardInput(files));
      int result =
          new SedRun(SedScript.parse(text, extended), named, source::next, session.out(), quiet)
              .run();
      return result != 0 ? result : status;
    }
    for (String file : files) {
      edit(session, SedScript.parse(text, extended), named, file, quiet, options.argument('i'));
    }
    return status;
  }

  private static String text(Session session, Options options, List<String> files)
      throws ErrnoException, CommandException {
    StringBuilder text = new StringBuilder();
    for (Option option : options.options()) {
      if (option.letter() == 'e') {
        text.append(option.argument()).append('\n');
      } else if (option.letter() == 'f') {
        try (Input input = InputFiles.open(session, String.valueOf(option.argument()))) {
          String line;
          while ((line = input.readLine()) != null) {
            text.append(line).append('\n');
          }
        }
      }
    }
    if (!options.has('e') && !options.has('f')) {
      if (files.isEmpty()) {
        throw CommandException.usage(null);
      }
      text.append(files.removeFirst());
    }
    return text.toString();
  }

  private void edit(
      Session session,
      List<SedCommand> script,
      SedFiles named,
      String file,
      boolean quiet,
      @Nullable String suffix)
      throws ErrnoException, CommandException {
    SystemCalls calls = session.calls();
    Stat stat = FileTree.stat(calls, file);
    if (stat == null || !FileMode.isRegular(stat.mode())) {
      complain(
          session,
          file + ": " + (stat == null ? "No such file or directory" : "not a regular file"));
      status = 1;
      return;
    }
    String temporary = PathNames.join(PathNames.parent(file), "sed" + calls.getpid() + "tmp");
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    int fd = calls.openat(OpenFlags.AT_FDCWD, temporary, flags, 0600);
    Output out = new Output(calls, fd);
    try {
      int result =
          new SedRun(script, named, new Source(session, List.of(file))::next, out, quiet).run();
      status = result != 0 ? result : status;
      out.flush();
    } finally {
      calls.close(fd);
    }
    if (suffix != null) {
      calls.renameat(OpenFlags.AT_FDCWD, file, OpenFlags.AT_FDCWD, file + suffix);
    }
    calls.fchmodat(OpenFlags.AT_FDCWD, temporary, stat.mode() & 07777);
    calls.renameat(OpenFlags.AT_FDCWD, temporary, OpenFlags.AT_FDCWD, file);
  }

  /** The lines of all files in turn. */
  private final class Source {
    private final Session session;
    private final Deque<String> files;
    private @Nullable Input input;

    Source(Session session, List<String> files) {
      this.session = session;
      this.files = new ArrayDeque<>(files);
    }

    @Nullable String next() throws CommandException, ErrnoException {
      while (true) {
        if (input != null) {
          String line = read(input);
          if (line != null) {
            return line;
          }
          input.close();
          input = null;
        }
        if (files.isEmpty()) {
          return null;
        }
        String path = files.removeFirst();
        try {
          input = Input.open(session.calls(), path);
        } catch (ErrnoException e) {
          complain(session, path, e);
          status = 1;
        }
      }
    }

    /** A directory reads as an empty file. */
    private @Nullable String read(Input from) throws CommandException {
      try {
        return from.readLine();
      } catch (CommandException e) {
        if (!e.isReadError()) {
          throw e;
        }
        return null;
      }
    }
  }
}
