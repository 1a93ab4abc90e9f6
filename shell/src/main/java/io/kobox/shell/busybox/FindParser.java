package io.kobox.shell.busybox;

import io.kobox.shell.busybox.Find.Visit;
import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.shell.coreutils.SymbolicMode;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.ArrayList;
import java.util.List;

/** Reads find's expression; also holds what its options and actions left. */
final class FindParser {
  private static final int MAX_BATCH = 1000;

  private final Session session;
  private final List<String> words;
  private final Accounts accounts;
  private final List<List<String>> batches = new ArrayList<>();
  private final List<List<String>> batchCommands = new ArrayList<>();
  private int at;
  private boolean acts;
  private int maxDepth = Integer.MAX_VALUE;
  private int minDepth;
  private boolean depthFirst;
  private boolean follow;
  private boolean quit;
  private int status;

  FindParser(Session session, List<String> words) {
    this.session = session;
    this.words = words;
    this.accounts = new Accounts(session.calls());
  }

  int maxDepth() {
    return maxDepth;
  }

  int minDepth() {
    return minDepth;
  }

  boolean depthFirst() {
    return depthFirst;
  }

  boolean follow() {
    return follow;
  }

  boolean quit() {
    return quit;
  }

  int status() {
    return status;
  }

  FindExpression parse() throws CommandException {
    FindExpression expression = words.isEmpty() ? file -> true : alternatives();
    if (at < words.size()) {
      throw words.get(at).equals(")")
          ? CommandException.failure(1, "unpaired ')'")
          : CommandException.usage("unrecognized: " + words.get(at));
    }
    if (acts) {
      return expression;
    }
    return file -> {
      if (expression.test(file)) {
        session.out().println(file.path);
      }
      return true;
    };
  }

  private FindExpression alternatives() throws CommandException {
    FindExpression left = sequence();
    while (at < words.size() && (words.get(at).equals("-o") || words.get(at).equals("-or"))) {
      at++;
      FindExpression first = left;
      FindExpression second = sequence();
      left = file -> first.test(file) || second.test(file);
    }
    return left;
  }

  private FindExpression sequence() throws CommandException {
    FindExpression left = file -> true;
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("-o") || word.equals("-or") || word.equals(")")) {
        break;
      }
      if (word.equals("-a") || word.equals("-and")) {
        at++;
        continue;
      }
      FindExpression first = left;
      FindExpression second = primary();
      left = file -> first.test(file) && second.test(file);
    }
    return left;
  }

  private FindExpression primary() throws CommandException {
    String word = words.get(at++);
    switch (word) {
      case "!", "-not" -> {
        if (at == words.size()) {
          throw CommandException.failure(1, "! requires an argument");
        }
        FindExpression inner = primary();
        return file -> !inner.test(file);
      }
      case "(" -> {
        FindExpression inner = alternatives();
        if (at == words.size()) {
          throw CommandException.failure(1, "unpaired '('");
        }
        at++;
        return inner;
      }
      case "-print", "-print0" -> {
        acts = true;
        String end = word.equals("-print") ? "\n" : "\0";
        return file -> {
          session.out().print(file.path + end);
          return true;
        };
      }
      case "-prune" -> {
        return file -> {
          file.prune = true;
          return true;
        };
      }
      case "-quit" -> {
        acts = true;
        return file -> {
          quit = true;
          return true;
        };
      }
      case "-delete" -> {
        acts = true;
        depthFirst = true;
        return this::delete;
      }
      case "-exec", "-ok" -> {
        acts = true;
        return exec();
      }
      case "-depth", "-d" -> depthFirst = true;
      case "-follow" -> follow = true;
      case "-xdev", "-mount", "-noleaf", "-true" -> {
        return file -> true;
      }
      case "-false" -> {
        return file -> false;
      }
      case "-empty" -> {
        return this::isEmpty;
      }
      case "-maxdepth" -> maxDepth = (int) Math.min(Integer.MAX_VALUE, number(argument(word)));
      case "-mindepth" -> minDepth = (int) Math.min(Integer.MAX_VALUE, number(argument(word)));
      default -> {
        return test(word);
      }
    }
    return file -> true;
  }

  private String argument(String word) throws CommandException {
    if (at == words.size()) {
      throw CommandException.failure(1, word + " requires an argument");
    }
    return words.get(at++);
  }

  private FindExpression test(String word) throws CommandException {
    return switch (word) {
      case "-name", "-iname" -> {
        String pattern = argument(word);
        yield file ->
            Glob.matches(pattern, PathNames.last(file.path), word.equals("-iname"), false);
      }
      case "-path", "-ipath", "-wholename" -> {
        String pattern = argument(word);
        yield file -> Glob.matches(pattern, file.path, word.equals("-ipath"), false);
      }
      case "-regex" -> {
        PosixRegex regex = PosixRegex.compile(argument(word), false, false, 1, "\\A", "\\z");
        yield file -> regex.find(file.path, 0) != null;
      }
      case "-type" -> type(argument(word));
      case "-perm" -> permissions(argument(word));
      case "-size" -> size(argument(word));
      case "-newer" -> {
        String path = argument(word);
        Stat reference = FileTree.stat(session.calls(), path);
        if (reference == null) {
          throw CommandException.failure(1, path + ": No such file or directory");
        }
        yield file -> file.stat.mtime() > reference.mtime();
      }
      case "-mtime", "-mmin" -> {
        String text = argument(word);
        long unit = (word.equals("-mtime") ? 86_400L : 60L) * 1_000_000_000L;
        long wanted = number(withoutSign(text));
        yield file ->
            compare(text, (session.calls().clockGettime(0) - file.stat.mtime()) / unit, wanted);
      }
      case "-inum", "-links" -> {
        String text = argument(word);
        long wanted = number(withoutSign(text));
        yield file ->
            compare(text, word.equals("-inum") ? file.stat.ino() : file.stat.nlink(), wanted);
      }
      case "-user", "-group" -> {
        String text = argument(word);
        boolean user = word.equals("-user");
        int id = user ? accounts.uid(text) : accounts.gid(text);
        if (id < 0) {
          throw CommandException.failure(1, "unknown " + word.substring(1) + " " + text);
        }
        yield file -> (user ? file.stat.uid() : file.stat.gid()) == id;
      }
      default -> throw CommandException.usage("unrecognized: " + word);
    };
  }

  private static FindExpression type(String letter) throws CommandException {
    int type =
        switch (letter) {
          case "f" -> FileMode.S_IFREG;
          case "d" -> FileMode.S_IFDIR;
          case "l" -> FileMode.S_IFLNK;
          case "b" -> FileMode.S_IFBLK;
          case "c" -> FileMode.S_IFCHR;
          case "s" -> FileMode.S_IFSOCK;
          case "p" -> FileMode.S_IFIFO;
          default ->
              throw CommandException.failure(1, "invalid argument '" + letter + "' to '-type'");
        };
    return file -> (file.stat.mode() & FileMode.S_IFMT) == type;
  }

  private static FindExpression permissions(String text) throws CommandException {
    boolean all = text.startsWith("-");
    boolean any = text.startsWith("+") || text.startsWith("/");
    int mask = SymbolicMode.apply(all || any ? text.substring(1) : text, 0, 0);
    if (mask < 0) {
      throw CommandException.failure(1, "invalid mode '" + text + "'");
    }
    return file -> {
      int bits = file.stat.mode() & 07777;
      return all ? (bits & mask) == mask : any ? mask == 0 || (bits & mask) != 0 : bits == mask;
    };
  }

  private static FindExpression size(String text) throws CommandException {
    long unit = 512;
    String digits = withoutSign(text);
    int last = digits.isEmpty() ? -1 : "cwbk".indexOf(digits.charAt(digits.length() - 1));
    if (last >= 0) {
      unit = new long[] {1, 2, 512, 1024}[last];
      digits = digits.substring(0, digits.length() - 1);
    }
    long wanted = number(digits);
    long factor = unit;
    return file -> compare(text, Math.ceilDiv(file.stat.size(), factor), wanted);
  }

  private static String withoutSign(String text) {
    return text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
  }

  /** {@code +N} more, {@code -N} less, {@code N} exactly. */
  private static boolean compare(String text, long value, long wanted) {
    return switch (text.charAt(0)) {
      case '+' -> value > wanted;
      case '-' -> value < wanted;
      default -> value == wanted;
    };
  }

  private static long number(String text) throws CommandException {
    if (!Numbers.isDigits(text) || text.length() > 18) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    return Long.parseLong(text);
  }

  private boolean isEmpty(Visit file) throws ErrnoException {
    return FileMode.isDirectory(file.stat.mode())
        ? FileTree.names(session.calls(), file.path).isEmpty()
        : FileMode.isRegular(file.stat.mode()) && file.stat.size() == 0;
  }

  private boolean delete(Visit file) throws ErrnoException {
    if (file.path.equals(".")) {
      return true;
    }
    boolean directory = FileMode.isDirectory(file.stat.mode());
    try {
      session
          .calls()
          .unlinkat(OpenFlags.AT_FDCWD, file.path, directory ? OpenFlags.AT_REMOVEDIR : 0);
    } catch (ErrnoException e) {
      session.error("find: " + file.path + ": " + e.getMessage());
      status = 1;
    }
    return true;
  }

  private FindExpression exec() throws CommandException {
    List<String> command = new ArrayList<>();
    while (at < words.size()
        && !words.get(at).equals(";")
        && !(words.get(at).equals("+") && !command.isEmpty() && command.getLast().equals("{}"))) {
      command.add(words.get(at++));
    }
    if (at == words.size() || command.isEmpty()) {
      throw CommandException.failure(1, "-exec requires an argument");
    }
    if (words.get(at++).equals(";")) {
      return file -> {
        List<String> words = new ArrayList<>();
        for (String word : command) {
          words.add(word.replace("{}", file.path));
        }
        return Child.run(session, "find", words) == 0;
      };
    }
    command.removeLast();
    List<String> batch = new ArrayList<>();
    batches.add(batch);
    batchCommands.add(command);
    return file -> {
      batch.add(file.path);
      if (batch.size() == MAX_BATCH) {
        runBatch(command, batch);
      }
      return true;
    };
  }

  private void runBatch(List<String> command, List<String> batch) throws ErrnoException {
    List<String> words = new ArrayList<>(command);
    words.addAll(batch);
    batch.clear();
    status |= Child.run(session, "find", words) == 0 ? 0 : 1;
  }

  /** Runs what -exec … + still holds. */
  void finish() throws ErrnoException {
    for (int i = 0; i < batches.size(); i++) {
      if (!batches.get(i).isEmpty()) {
        runBatch(batchCommands.get(i), batches.get(i));
      }
    }
  }
}
