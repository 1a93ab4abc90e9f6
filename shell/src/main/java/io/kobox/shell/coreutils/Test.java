package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Terminal;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code test} and {@code [} as programs (the shell has its own). */
public final class Test extends Utility {
  private static final int TROUBLE = 2;

  private final boolean bracket;

  /** {@code bracket}: called as {@code [}. */
  public Test(boolean bracket) {
    super(
        Origin.BUSYBOX,
        bracket ? "[" : "test",
        "check files and compare values",
        bracket ? "Usage: [ EXPRESSION ]" : "Usage: test EXPRESSION");
    this.bracket = bracket;
  }

  @Override
  protected boolean takesHelpAsText() {
    return true;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> words = new ArrayList<>(session.arguments());
    if (bracket && (words.isEmpty() || !words.removeLast().equals("]"))) {
      throw CommandException.failure(TROUBLE, "missing ]");
    }
    if (words.isEmpty()) {
      return 1;
    }
    Parser parser = new Parser(session.calls(), words);
    boolean result = parser.alternatives();
    if (parser.at < words.size()) {
      throw CommandException.failure(TROUBLE, words.get(parser.at) + ": unknown operand");
    }
    return result ? 0 : 1;
  }

  private static final class Parser {
    private static final String BINARY = " = == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef ";

    private final SystemCalls calls;
    private final List<String> words;
    private int at;

    Parser(SystemCalls calls, List<String> words) {
      this.calls = calls;
      this.words = words;
    }

    boolean alternatives() throws CommandException {
      boolean result = sequence();
      while (at < words.size() && words.get(at).equals("-o")) {
        at++;
        boolean right = sequence();
        result = result || right;
      }
      return result;
    }

    private boolean sequence() throws CommandException {
      boolean result = primary();
      while (at < words.size() && words.get(at).equals("-a")) {
        at++;
        boolean right = primary();
        result = result && right;
      }
      return result;
    }

    private boolean primary() throws CommandException {
      if (at == words.size()) {
        throw CommandException.failure(TROUBLE, "argument expected");
      }
      int left = words.size() - at;
      if (left >= 3 && BINARY.contains(" " + words.get(at + 1) + " ")) {
        at += 3;
        return binary(words.get(at - 3), words.get(at - 2), words.get(at - 1));
      }
      String word = words.get(at++);
      if (word.equals("!") && left > 1) {
        return !primary();
      }
      if (word.equals("(") && left > 1) {
        boolean inner = alternatives();
        if (at == words.size() || !words.get(at++).equals(")")) {
          throw CommandException.failure(TROUBLE, "closing paren expected");
        }
        return inner;
      }
      if (left > 1 && word.matches("-[bcdefghkLnprsStuwxzGO]")) {
        return unary(word.charAt(1), words.get(at++));
      }
      return !word.isEmpty();
    }

    private boolean binary(String a, String operator, String b) throws CommandException {
      return switch (operator) {
        case "=", "==" -> a.equals(b);
        case "!=" -> !a.equals(b);
        case "<" -> a.compareTo(b) < 0;
        case ">" -> a.compareTo(b) > 0;
        case "-eq" -> number(a) == number(b);
        case "-ne" -> number(a) != number(b);
        case "-lt" -> number(a) < number(b);
        case "-le" -> number(a) <= number(b);
        case "-gt" -> number(a) > number(b);
        case "-ge" -> number(a) >= number(b);
        default -> files(a, operator, b);
      };
    }

    private boolean files(String a, String operator, String b) {
      Stat first = FileTree.stat(calls, a);
      Stat second = FileTree.stat(calls, b);
      if (first == null || second == null) {
        return false;
      }
      return switch (operator) {
        case "-nt" -> first.mtime() > second.mtime();
        case "-ot" -> first.mtime() < second.mtime();
        default -> first.dev() == second.dev() && first.ino() == second.ino();
      };
    }

    private boolean unary(char operator, String operand) {
      return switch (operator) {
        case 'n' -> !operand.isEmpty();
        case 'z' -> operand.isEmpty();
        case 't' ->
            Numbers.isDigits(operand)
                && operand.length() < 5
                && Terminal.is(calls, Integer.parseInt(operand));
        case 'r', 'w', 'x' -> accessible(operand, operator == 'r' ? 4 : operator == 'w' ? 2 : 1);
        default -> {
          boolean link = operator == 'L' || operator == 'h';
          Stat stat = link ? FileTree.lstat(calls, operand) : FileTree.stat(calls, operand);
          yield stat != null && is(operator, stat);
        }
      };
    }

    private boolean accessible(String path, int mode) {
      try {
        calls.faccessat(OpenFlags.AT_FDCWD, path, mode);
        return true;
      } catch (ErrnoException e) {
        return false;
      }
    }

    private static boolean is(char operator, Stat stat) {
      int type = stat.mode() & FileMode.S_IFMT;
      return switch (operator) {
        case 'f' -> type == FileMode.S_IFREG;
        case 'd' -> type == FileMode.S_IFDIR;
        case 'b' -> type == FileMode.S_IFBLK;
        case 'c' -> type == FileMode.S_IFCHR;
        case 'p' -> type == FileMode.S_IFIFO;
        case 'S' -> type == FileMode.S_IFSOCK;
        case 'L', 'h' -> type == FileMode.S_IFLNK;
        case 's' -> stat.size() > 0;
        case 'u' -> (stat.mode() & FileMode.S_ISUID) != 0;
        case 'g' -> (stat.mode() & FileMode.S_ISGID) != 0;
        case 'k' -> (stat.mode() & FileMode.S_ISVTX) != 0;
        case 'O' -> stat.uid() == 0;
        case 'G' -> stat.gid() == 0;
        default -> true;
      };
    }

    private static long number(String text) throws CommandException {
      try {
        return Numbers.decimal(text.strip());
      } catch (NumberFormatException e) {
        throw CommandException.failure(TROUBLE, text + ": bad number");
      }
    }
  }
}
