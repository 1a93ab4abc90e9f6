package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ls} (coreutils src/ls.c). */
public final class Ls extends Utility {
  private static final int MINOR = 1;
  private static final int SERIOUS = 2;

  public Ls() {
    super(
        Origin.COREUTILS,
        "ls",
        "list directory contents",
        """
        Usage: ls [OPTION]... [FILE]...
        List information about the FILEs (the current directory by default).
        Sort entries alphabetically if none of -cftuvSUX nor --sort is specified.

          -a, --all                  do not ignore entries starting with .
          -A, --almost-all           do not list implied . and ..
          -C                         list entries by columns
              --color[=WHEN]         color the output WHEN
          -d, --directory            list directories themselves, not their contents
          -f                         do not sort, enable -aU, disable -ls --color
          -F, --classify             append indicator (one of */=>@|) to entries
              --full-time            like -l --time-style=full-iso
          -g                         like -l, but do not list owner
          -h, --human-readable       with -l and -s, print sizes like 1K 234M 2G etc.
          -H, -L                     follow symbolic links (on the command line, all)
          -i, --inode                print the index number of each file
          -l                         use a long listing format
          -m                         fill width with a comma separated list of entries
          -n, --numeric-uid-gid      like -l, but list numeric user and group IDs
          -o                         like -l, but do not list group information
          -p                         append / indicator to directories
          -r, --reverse              reverse order while sorting
          -R, --recursive            list subdirectories recursively
          -s, --size                 print the allocated size of each file, in blocks
          -S                         sort by file size, largest first
          -t                         sort by time, newest first
          -U                         do not sort; list entries in directory order
          -x                         list entries by lines instead of by columns
          -1                         list one file per line""");
  }

  @Override
  protected int usageStatus() {
    return SERIOUS;
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, "write error", e);
    return SERIOUS;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    LsOptions options = LsOptions.parse(session);
    return new Listing(session, options).run();
  }

  /** One run: what was listed so far, what is still to be listed. */
  private final class Listing {
    private final Session session;
    private final LsOptions options;
    private final LsFormat format;
    private final Deque<String> pending = new ArrayDeque<>();
    private final Set<String> visited = new HashSet<>();
    private int status;
    private boolean anythingPrinted;

    Listing(Session session, LsOptions options) {
      this.session = session;
      this.options = options;
      this.format = new LsFormat(session, options);
    }

    int run() throws ErrnoException, CommandException {
      List<String> operands = options.operands().isEmpty() ? List.of(".") : options.operands();
      List<LsEntry> files = new ArrayList<>();
      List<LsEntry> directories = new ArrayList<>();
      for (String operand : operands) {
        LsEntry entry = operandEntry(operand);
        if (entry != null) {
          (entry.isDirectory() && !options.directory() ? directories : files).add(entry);
        }
      }
      files.sort(options.order());
      directories.sort(options.order());
      if (!files.isEmpty()) {
        format.print(files);
        anythingPrinted = true;
      }
      boolean header = operands.size() > 1 || options.recursive();
      for (LsEntry directory : directories) {
        list(directory.name(), header);
        while (!pending.isEmpty()) {
          list(pending.pop(), true);
        }
      }
      return status;
    }

    private @Nullable LsEntry operandEntry(String operand) throws ErrnoException {
      try {
        boolean follow = options.followOperands();
        LsEntry entry = entry(operand, operand, follow);
        if (options.followDirectoryOperands()
            && FileMode.isSymbolicLink(entry.type())
            && FileMode.isDirectory(entry.targetMode())) {
          return entry(operand, operand, true);
        }
        return entry;
      } catch (ErrnoException e) {
        fail(SERIOUS, "cannot access '" + operand + "'", e);
        return null;
      }
    }

    private void list(String path, boolean header) throws ErrnoException {
      List<DirectoryEntry> names;
      try {
        int fd =
            session
                .calls()
                .openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
        try {
          if (options.recursive() && !firstVisit(session.calls().fstat(fd))) {
            complain(session, path + ": not listing already-listed directory");
            status = SERIOUS;
            return;
          }
          names = session.calls().getdents64(fd);
        } finally {
          session.calls().close(fd);
        }
      } catch (ErrnoException e) {
        fail(SERIOUS, "cannot open directory '" + path + "'", e);
        return;
      }
      if (anythingPrinted) {
        session.out().print("\n");
      }
      anythingPrinted = true;
      if (header) {
        session.out().println(format.name(path) + ":");
      }
      List<LsEntry> entries = entries(path, names);
      format.printTotal(entries);
      format.print(entries);
      if (options.recursive()) {
        queueSubdirectories(entries);
      }
    }

    /** A directory that is met again (a loop of bind mounts or links) is not listed again. */
    private boolean firstVisit(Stat stat) {
      return visited.add(stat.dev() + ":" + stat.ino());
    }

    private List<LsEntry> entries(String path, List<DirectoryEntry> names) throws ErrnoException {
      List<LsEntry> entries = new ArrayList<>();
      for (DirectoryEntry name : names) {
        if (!options.shows(name.name())) {
          continue;
        }
        String full = PathNames.join(path, name.name());
        if (!options.needsStat()) {
          entries.add(
              new LsEntry(name.name(), full, name.type(), name.ino(), null, null, name.type()));
          continue;
        }
        try {
          entries.add(entry(name.name(), full, options.followAll()));
        } catch (ErrnoException e) {
          fail(MINOR, "cannot access '" + full + "'", e);
          entries.add(new LsEntry(name.name(), full, name.type(), 0, null, null, 0));
        }
      }
      entries.sort(options.order());
      return entries;
    }

    private void queueSubdirectories(List<LsEntry> entries) {
      for (int i = entries.size() - 1; i >= 0; i--) {
        LsEntry entry = entries.get(i);
        if (entry.isDirectory() && !entry.name().equals(".") && !entry.name().equals("..")) {
          pending.push(entry.path());
        }
      }
    }

    private LsEntry entry(String name, String path, boolean follow) throws ErrnoException {
      int flags = follow ? 0 : OpenFlags.AT_SYMLINK_NOFOLLOW;
      Stat stat;
      try {
        stat = session.calls().newfstatat(OpenFlags.AT_FDCWD, path, flags);
      } catch (ErrnoException e) {
        if (!follow) {
          throw e;
        }
        stat = session.calls().newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
      }
      String target = null;
      int targetMode = stat.mode();
      if (FileMode.isSymbolicLink(stat.mode())) {
        target = target(path);
        targetMode = targetMode(path);
      }
      return new LsEntry(name, path, stat.mode(), stat.ino(), stat, target, targetMode);
    }

    private @Nullable String target(String path) throws ErrnoException {
      if (!options.isLong()) {
        return null;
      }
      try {
        return session.calls().readlinkat(OpenFlags.AT_FDCWD, path);
      } catch (ErrnoException e) {
        fail(MINOR, "cannot read symbolic link '" + path + "'", e);
        return null;
      }
    }

    private int targetMode(String path) {
      try {
        return session.calls().newfstatat(OpenFlags.AT_FDCWD, path, 0).mode();
      } catch (ErrnoException e) {
        return 0;
      }
    }

    private void fail(int level, String what, ErrnoException e) throws ErrnoException {
      complain(session, what, e);
      status = Math.max(status, level);
    }
  }
}
