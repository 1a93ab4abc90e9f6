package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Output;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** {@code cat} (coreutils src/cat.c): each read's bytes are written at once. */
public final class Cat extends Utility {
  /** IO_BUFSIZE of coreutils: what a read asks for. */
  private static final int BUFFER_SIZE = 128 << 10;

  public Cat() {
    super(
        Origin.COREUTILS,
        "cat",
        "concatenate files to standard output",
        """
        Usage: cat [OPTION]... [FILE]...
        Concatenate FILE(s) to standard output.

        With no FILE, or when FILE is -, read standard input.

          -A, --show-all           equivalent to -vET
          -b, --number-nonblank    number nonempty output lines, overrides -n
          -e                       equivalent to -vE
          -E, --show-ends          display $ at end of each line
          -n, --number             number all output lines
          -s, --squeeze-blank      suppress repeated empty output lines
          -t                       equivalent to -vT
          -T, --show-tabs          display TAB characters as ^I
          -u                       (ignored)
          -v, --show-nonprinting   use ^ and M- notation, except for LFD and TAB""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "AbeEnstTuv",
            "show-all=A",
            "number-nonblank=b",
            "show-ends=E",
            "number=n",
            "squeeze-blank=s",
            "show-tabs=T",
            "show-nonprinting=v");
    CatFormat format = CatFormat.of(options);
    int status = 0;
    byte[] buffer = new byte[BUFFER_SIZE];
    for (String path : InputFiles.orStandardInput(options.operands())) {
      status |= copy(session, path, format, buffer);
    }
    return status;
  }

  private int copy(Session session, String path, CatFormat format, byte[] buffer)
      throws ErrnoException {
    int fd = 0;
    if (!path.equals("-")) {
      try {
        fd = session.calls().openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY, 0);
      } catch (ErrnoException e) {
        complain(session, path, e);
        return 1;
      }
    }
    int status = copy(session, fd, path, format, buffer);
    if (fd != 0) {
      session.calls().close(fd);
    }
    return status;
  }

  private int copy(Session session, int fd, String path, CatFormat format, byte[] buffer)
      throws ErrnoException {
    Output out = session.out();
    while (true) {
      int count;
      try {
        count = session.calls().read(fd, buffer, 0, buffer.length);
      } catch (ErrnoException e) {
        complain(session, path, e);
        return 1;
      }
      if (count <= 0) {
        return 0;
      }
      if (format.isPlain()) {
        out.write(buffer, 0, count);
      } else {
        format.write(out, buffer, count);
      }
      out.flush();
    }
  }
}
