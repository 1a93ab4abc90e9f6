package io.kobox.shell.coreutils;

import io.kobox.shell.busybox.Cmp;
import io.kobox.shell.busybox.Diff;
import io.kobox.shell.busybox.Find;
import io.kobox.shell.busybox.Grep;
import io.kobox.shell.busybox.Sed;
import io.kobox.shell.busybox.Which;
import io.kobox.shell.busybox.Xargs;
import io.kobox.shell.busybox.Xxd;
import io.kobox.shell.command.Command;
import io.kobox.shell.net.Ifconfig;
import io.kobox.shell.net.Ping;
import io.kobox.shell.procps.Fuser;
import io.kobox.shell.procps.Kill;
import io.kobox.shell.procps.Lsof;
import io.kobox.shell.procps.Meminfo;
import io.kobox.shell.procps.Ps;
import io.kobox.shell.procps.Sysctl;
import io.kobox.shell.rig.Devtool;
import io.kobox.shell.rig.Irq;
import io.kobox.shell.rig.Kmsgdump;
import io.kobox.shell.utillinux.Dmesg;
import io.kobox.shell.utillinux.Hexdump;
import io.kobox.shell.utillinux.Mount;
import io.kobox.shell.utillinux.Umount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All commands of this part of the shell: the one place that knows them by name. */
public final class CoreCommands {
  private CoreCommands() {}

  /** The command called {@code name}, made anew; null if there is none. */
  public static @Nullable Command lookup(String name) {
    return switch (name) {
      case "[" -> new Test(true);
      case "basename" -> new PathCommand(PathCommand.Kind.BASENAME);
      case "cat" -> new Cat();
      case "chgrp" -> new Chown(true);
      case "chmod" -> new Chmod();
      case "chown" -> new Chown(false);
      case "cksum" -> new Cksum();
      case "clear" -> new Identity(Identity.Kind.CLEAR);
      case "cmp" -> new Cmp();
      case "cp" -> new Cp();
      case "cut" -> new Cut();
      case "date" -> new Date();
      case "dd" -> new Dd();
      case "devtool" -> new Devtool();
      case "diff" -> new Diff();
      case "dirname" -> new PathCommand(PathCommand.Kind.DIRNAME);
      case "dmesg" -> new Dmesg();
      case "du" -> new Du();
      case "echo" -> new Echo();
      case "egrep" -> Grep.extended();
      case "env" -> new Env();
      case "expr" -> new Expr();
      case "false" -> new True(1);
      case "fgrep" -> Grep.fixed();
      case "find" -> new Find();
      case "fold" -> new LineFilter(LineFilter.Kind.FOLD);
      case "free" -> new Meminfo(false);
      case "fuser" -> new Fuser();
      case "grep" -> new Grep();
      case "head" -> new Head();
      case "hexdump" -> new Hexdump();
      case "hostname" -> new Identity(Identity.Kind.HOSTNAME);
      case "id" -> new Identity(Identity.Kind.ID);
      case "ifconfig" -> new Ifconfig();
      case "irq" -> new Irq();
      case "kill" -> new Kill();
      case "kmsgdump" -> new Kmsgdump();
      case "ln" -> new Ln();
      case "ls" -> new Ls();
      case "lsof" -> new Lsof();
      case "md5sum" -> new Digest("md5sum", "MD5");
      case "mkdir" -> new Mkdir();
      case "mknod" -> new Mknod();
      case "mount" -> new Mount();
      case "mv" -> new Mv();
      case "nl" -> new LineFilter(LineFilter.Kind.NL);
      case "ping" -> new Ping();
      case "nproc" -> new Identity(Identity.Kind.NPROC);
      case "od" -> new Od();
      case "paste" -> new Paste();
      case "printenv" -> new Identity(Identity.Kind.PRINTENV);
      case "printf" -> new Printf();
      case "ps" -> new Ps();
      case "pwd" -> new Identity(Identity.Kind.PWD);
      case "readlink" -> new PathCommand(PathCommand.Kind.READLINK);
      case "realpath" -> new PathCommand(PathCommand.Kind.REALPATH);
      case "rev" -> new LineFilter(LineFilter.Kind.REV);
      case "rm" -> new Rm();
      case "rmdir" -> new Rmdir();
      case "sed" -> new Sed();
      case "seq" -> new Seq();
      case "sha1sum" -> new Digest("sha1sum", "SHA-1");
      case "sha256sum" -> new Digest("sha256sum", "SHA-256");
      case "sha512sum" -> new Digest("sha512sum", "SHA-512");
      case "sleep" -> new Sleep();
      case "sort" -> new Sort();
      case "stat" -> new StatCommand();
      case "sync" -> new Identity(Identity.Kind.SYNC);
      case "sysctl" -> new Sysctl();
      case "tac" -> new LineFilter(LineFilter.Kind.TAC);
      case "tail" -> new Tail();
      case "tee" -> new Tee();
      case "test" -> new Test(false);
      case "timeout" -> new Timeout();
      case "touch" -> new Touch();
      case "tr" -> new Tr();
      case "true" -> new True(0);
      case "umount" -> new Umount();
      case "uname" -> new Uname();
      case "uniq" -> new Uniq();
      case "uptime" -> new Meminfo(true);
      case "wc" -> new Wc();
      case "which" -> new Which();
      case "whoami" -> new Identity(Identity.Kind.WHOAMI);
      case "xargs" -> new Xargs();
      case "xxd" -> new Xxd();
      case "yes" -> new Yes();
      default -> null;
    };
  }

  /** The names of all commands, sorted. */
  public static List<String> names() {
    return List.of(
        "[",
        "basename",
        "cat",
        "chgrp",
        "chmod",
        "chown",
        "cksum",
        "clear",
        "cmp",
        "cp",
        "cut",
        "date",
        "dd",
        "devtool",
        "diff",
        "dirname",
        "dmesg",
        "du",
        "echo",
        "egrep",
        "env",
        "expr",
        "false",
        "fgrep",
        "find",
        "fold",
        "free",
        "fuser",
        "grep",
        "head",
        "hexdump",
        "hostname",
        "id",
        "ifconfig",
        "irq",
        "kill",
        "kmsgdump",
        "ln",
        "ls",
        "lsof",
        "md5sum",
        "mkdir",
        "mknod",
        "mount",
        "mv",
        "nl",
        "nproc",
        "ping",
        "od",
        "paste",
        "printenv",
        "printf",
        "ps",
        "pwd",
        "readlink",
        "realpath",
        "rev",
        "rm",
        "rmdir",
        "sed",
        "seq",
        "sha1sum",
        "sha256sum",
        "sha512sum",
        "sleep",
        "sort",
        "stat",
        "sync",
        "sysctl",
        "tac",
        "tail",
        "tee",
        "test",
        "timeout",
        "touch",
        "tr",
        "true",
        "umount",
        "uname",
        "uniq",
        "uptime",
        "wc",
        "which",
        "whoami",
        "xargs",
        "xxd",
        "yes");
  }
}
