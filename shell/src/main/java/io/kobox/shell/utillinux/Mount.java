package io.kobox.shell.utillinux;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code mount}, in busybox's words; there is no /etc/fstab. */
public final class Mount extends Utility {
  public Mount() {
    super(
        Origin.BUSYBOX,
        "mount",
        "mount a file system",
        """
        Usage: mount [OPTIONS] [-o OPT] DEVICE NODE

        Mount a filesystem. Filesystem autodetection requires /proc.

          -f         Dry run
          -r         Read-only mount
          -t FSTYPE  Filesystem type
          -o OPT     ro rw suid nosuid dev nodev exec noexec sync async atime noatime
                     diratime nodiratime relatime norelatime strictatime bind rbind move remount,
                     and what the file system knows""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "o:t:rwfnvaisO:", "types=t", "options=o", "bind=\u0100");
    List<String> operands = options.operands();
    if (operands.isEmpty()) {
      print(session, options.argument('t'));
      return 0;
    }
    MountFlags flags = new MountFlags();
    for (Option option : options.options()) {
      switch (option.letter()) {
        case 'o' -> flags.add(String.valueOf(option.argument()));
        case 'r' -> flags.add("ro");
        default -> flags.add("");
      }
    }
    if (operands.size() == 1 && !flags.isRemount()) {
      throw CommandException.failure(1, "can't find " + operands.getFirst() + " in /etc/fstab");
    }
    String source = operands.size() == 1 ? "none" : operands.getFirst();
    String target = operands.getLast();
    if (options.has('f')) {
      return 0;
    }
    return mount(session, source, target, options.argument('t'), flags);
  }

  private int mount(
      Session session, String source, String target, @Nullable String type, MountFlags flags)
      throws ErrnoException {
    try {
      session.calls().mount(source, target, type == null ? "" : type, flags.bits(), flags.data());
      return 0;
    } catch (ErrnoException e) {
      complain(session, "mounting " + source + " on " + target + " failed", e);
      return e.errno() == Errno.EPERM ? 1 : 255;
    }
  }

  /** {@code DEVICE on NODE type TYPE (OPTIONS)}. */
  private static void print(Session session, @Nullable String type)
      throws ErrnoException, CommandException {
    try (Input input = InputFiles.open(session, "/proc/mounts")) {
      String line;
      while ((line = input.readLine()) != null) {
        String[] fields = line.split(" ", 0);
        if (fields.length > 3
            && !fields[0].equals("rootfs")
            && (type == null || type.equals(fields[2]))) {
          session
              .out()
              .println(
                  fields[0] + " on " + fields[1] + " type " + fields[2] + " (" + fields[3] + ")");
        }
      }
    }
  }
}
