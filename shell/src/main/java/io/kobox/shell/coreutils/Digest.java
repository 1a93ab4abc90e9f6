package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** {@code md5sum}, {@code sha1sum}, {@code sha256sum}, {@code sha512sum}, in busybox's words. */
public final class Digest extends Utility {
  private final String algorithm;

  /** {@code name}: the command, {@code algorithm}: as Java calls it. */
  public Digest(String name, String algorithm) {
    super(
        Origin.BUSYBOX,
        name,
        "print or check " + algorithm + " checksums",
        "Usage: "
            + name
            + " [-c[sw]] [FILE]...\n\nPrint or check "
            + algorithm
            + " checksums\n\n"
            + "  -c  Check sums against list in FILEs\n  -s  Don't output anything, status code shows success\n"
            + "  -w  Warn about improperly formatted checksum lines");
    this.algorithm = algorithm;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "scwbt", "check=c", "binary=b", "text=t", "status=s");
    int status = 0;
    for (String path : InputFiles.orStandardInput(options.operands())) {
      if (options.has('c')) {
        status |= check(session, path, options.has('s'));
        continue;
      }
      String sum = sum(session, path);
      if (sum == null) {
        status = 1;
      } else {
        session.out().println(sum + "  " + path);
      }
    }
    return status;
  }

  private int check(Session session, String list, boolean silent)
      throws ErrnoException, CommandException {
    int failed = 0;
    int total = 0;
    try (Input input = InputFiles.open(session, list)) {
      String line;
      while ((line = input.readLine()) != null) {
        int blank = line.indexOf(' ');
        total++;
        if (blank < 0 || blank + 2 > line.length()) {
          failed++;
          continue;
        }
        String path = line.substring(blank + 2);
        boolean good = line.substring(0, blank).equals(sum(session, path));
        failed += good ? 0 : 1;
        if (!silent) {
          session.out().println(path + (good ? ": OK" : ": FAILED"));
        }
      }
    }
    if (failed > 0 && !silent) {
      complain(
          session, "WARNING: " + failed + " of " + total + " computed checksums did NOT match");
    }
    return failed > 0 ? 1 : 0;
  }

  /** The sum of a file; null, and said so, if it cannot be read. */
  private @Nullable String sum(Session session, String path)
      throws ErrnoException, CommandException {
    int fd = 0;
    if (!path.equals("-")) {
      try {
        fd = session.calls().openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY, 0);
      } catch (ErrnoException e) {
        complain(session, "can't open '" + path + "'", e);
        return null;
      }
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] buffer = new byte[4096];
      int count;
      while ((count = session.calls().read(fd, buffer, 0, buffer.length)) > 0) {
        digest.update(buffer, 0, count);
      }
      StringBuilder text = new StringBuilder();
      for (byte b : digest.digest()) {
        text.append(Pad.zeros(Integer.toHexString(b & 0xff), 2));
      }
      return text.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (ErrnoException e) {
      complain(session, "can't read '" + path + "'", e);
      return null;
    } finally {
      if (fd != 0) {
        session.calls().close(fd);
      }
    }
  }
}
