package io.kobox.fs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Makes the system calls of a recording, as vfsfacts.c did on the real kernel. */
final class FactsReplay {
  private static final int CWD = OpenFlags.AT_FDCWD;
  private static final long BAD_ADDRESS = 8;

  private final TestMachine machine;
  private final FileSystemCalls calls;

  FactsReplay(TestMachine machine) {
    this.machine = machine;
    this.calls = machine.calls();
  }

  /** The result of a line's call, worded as in the recording. */
  String result(String command) {
    machine.takeSigpipe();
    String text;
    try {
      text = call(command.split(" ", -1));
    } catch (ErrnoException e) {
      text = e.errno().name();
    }
    return machine.takeSigpipe() ? text + " SIGPIPE" : text;
  }

  private String call(String[] w) throws ErrnoException {
    return switch (w[0]) {
      case "open" ->
          "" + calls.openat(CWD, path(w[1]), octal(w[2]), w.length > 3 ? octal(w[3]) : 0);
      case "openat" -> "" + calls.openat((int) n(w[1]), path(w[2]), octal(w[3]), 0);
      case "close" -> done(() -> calls.close((int) n(w[1])));
      case "read" -> bytes(buffer -> calls.read((int) n(w[1]), buffer, 0, buffer.length), n(w[2]));
      case "pread" ->
          bytes(buffer -> calls.pread64((int) n(w[1]), buffer, 0, buffer.length, n(w[3])), n(w[2]));
      case "write" -> "" + write((int) n(w[1]), raw(path(w[2])));
      case "pwrite" -> {
        byte[] text = raw(path(w[2]));
        yield "" + calls.pwrite64((int) n(w[1]), text, 0, text.length, n(w[3]));
      }
      case "fill" -> {
        byte[] text = new byte[(int) n(w[2])];
        Arrays.fill(text, (byte) 'x');
        yield "" + write((int) n(w[1]), text);
      }
      case "badread" -> "" + calls.read((int) n(w[1]), BAD_ADDRESS, n(w[2]));
      case "badwrite" -> "" + calls.write((int) n(w[1]), BAD_ADDRESS, n(w[2]));
      case "lseek" -> "" + calls.lseek((int) n(w[1]), n(w[2]), (int) n(w[3]));
      case "dup" -> "" + calls.dup((int) n(w[1]));
      case "dup2" -> "" + calls.dup2((int) n(w[1]), (int) n(w[2]));
      case "fcntl" -> "" + calls.fcntl((int) n(w[1]), (int) n(w[2]), n(w[3]));
      case "ioctl" -> ioctl((int) n(w[1]), (int) n(w[2]));
      case "mkdir" -> done(() -> calls.mkdirat(CWD, path(w[1]), octal(w[2])));
      case "rmdir" -> done(() -> calls.unlinkat(CWD, path(w[1]), OpenFlags.AT_REMOVEDIR));
      case "unlink" -> done(() -> calls.unlinkat(CWD, path(w[1]), 0));
      case "rename" -> done(() -> calls.renameat(CWD, path(w[1]), CWD, path(w[2])));
      case "link" -> done(() -> calls.linkat(CWD, path(w[1]), CWD, path(w[2]), 0));
      case "linkfollow" ->
          done(() -> calls.linkat(CWD, path(w[1]), CWD, path(w[2]), OpenFlags.AT_SYMLINK_FOLLOW));
      case "symlink" -> done(() -> calls.symlinkat(path(w[1]), CWD, path(w[2])));
      case "readlink" -> {
        String target = calls.readlinkat(CWD, path(w[1]));
        yield show(raw(target), target.length()) + " " + target.length();
      }
      case "mknod" -> {
        long dev = Stat.makedev((int) n(w[3]), (int) n(w[4]));
        yield done(() -> calls.mknodat(CWD, path(w[1]), octal(w[2]), dev));
      }
      case "stat" -> show(calls.newfstatat(CWD, path(w[1]), 0));
      case "lstat" -> show(calls.newfstatat(CWD, path(w[1]), OpenFlags.AT_SYMLINK_NOFOLLOW));
      case "fstat" -> show(calls.fstat((int) n(w[1])));
      case "chmod" -> done(() -> calls.fchmodat(CWD, path(w[1]), octal(w[2])));
      case "chown" -> done(() -> calls.fchownat(CWD, path(w[1]), (int) n(w[2]), (int) n(w[3]), 0));
      case "lchown" ->
          done(
              () ->
                  calls.fchownat(
                      CWD,
                      path(w[1]),
                      (int) n(w[2]),
                      (int) n(w[3]),
                      OpenFlags.AT_SYMLINK_NOFOLLOW));
      case "ftruncate" -> done(() -> calls.ftruncate((int) n(w[1]), n(w[2])));
      case "access" -> done(() -> calls.faccessat(CWD, path(w[1]), (int) n(w[2])));
      case "chdir" -> done(() -> calls.chdir(path(w[1])));
      case "getcwd" -> show(raw(calls.getcwd()), calls.getcwd().length()) + " 0";
      case "umask" -> "" + calls.umask(octal(w[1]));
      case "pipe" -> {
        int[] ends = calls.pipe2(octal(w[1]));
        yield ends[0] + " " + ends[1] + " 0";
      }
      case "poll" -> {
        int events = calls.poll((int) n(w[1]), (int) n(w[2]), Duration.ZERO);
        yield "0x" + Integer.toHexString(events) + " " + (events == 0 ? 0 : 1);
      }
      case "mount" ->
          done(
              () ->
                  calls.mount(
                      path(w[1]), path(w[2]), w[3], n(w[4]), w.length > 5 ? path(w[5]) : ""));
      case "umount" -> done(() -> calls.umount2(path(w[1]), (int) n(w[2])));
      case "ls" -> list(path(w[1]));
      default -> throw new IllegalArgumentException(w[0]);
    };
  }

  private interface Call {
    void run() throws ErrnoException;
  }

  private interface Read {
    int into(byte[] buffer) throws ErrnoException;
  }

  private static String done(Call call) throws ErrnoException {
    call.run();
    return "0";
  }

  private static String bytes(Read read, long count) throws ErrnoException {
    byte[] buffer = new byte[(int) count];
    int got = read.into(buffer);
    return show(buffer, got) + " " + got;
  }

  private int write(int fd, byte[] bytes) throws ErrnoException {
    return calls.write(fd, bytes, 0, bytes.length);
  }

  private String ioctl(int fd, int request) throws ErrnoException {
    Arrays.fill(machine.memory(), (byte) 0);
    long result = calls.ioctl(fd, request, TestMachine.BASE);
    return show(machine.memory(), 4) + " " + result;
  }

  private String list(String path) throws ErrnoException {
    int fd = calls.openat(CWD, path, OpenFlags.O_DIRECTORY, 0);
    StringBuilder text = new StringBuilder();
    try {
      for (DirectoryEntry entry : calls.getdents64(fd)) {
        byte[] name = raw(entry.name());
        text.append(show(name, name.length)).append(':').append(entry.type() >> 12).append(' ');
      }
    } finally {
      calls.close(fd);
    }
    return text + " 0";
  }

  private static String show(Stat stat) {
    return "%o nlink=%d size=%d rdev=%d:%d 0"
        .formatted(
            stat.mode(),
            stat.nlink(),
            stat.size(),
            Stat.major(stat.rdev()),
            Stat.minor(stat.rdev()));
  }

  private static String show(byte[] bytes, int count) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < count; i++) {
      int c = bytes[i] & 0xff;
      text.append(c < 33 || c > 126 || c == '"' || c == '%' ? "%%%02x".formatted(c) : (char) c);
      if (i > 200) {
        text.append("...");
        break;
      }
    }
    return text.append('"').toString();
  }

  private static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int octal(String text) {
    return Integer.parseInt(text, 8);
  }

  /** A number as strtol with base 0 reads it. */
  private static long n(String text) {
    return Long.decode(text);
  }

  /** %XX is a byte, {ab*3} is ababab, '' is empty. */
  private static String path(String word) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < word.length()) {
      if (word.charAt(i) == '%') {
        text.append((char) Integer.parseInt(word, i + 1, i + 3, 16));
        i += 3;
      } else if (word.charAt(i) == '{') {
        int star = word.lastIndexOf('*');
        int end = word.indexOf('}', star);
        text.repeat(word.substring(i + 1, star), Integer.parseInt(word, star + 1, end, 10));
        i = end + 1;
      } else {
        text.append(word.charAt(i++));
      }
    }
    return text.toString().equals("''") ? "" : text.toString();
  }
}
