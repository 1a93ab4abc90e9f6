package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Names;
import io.kobox.shell.lang.Variable;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code read}, with -r -p -s -t -n -N -d -u -a. Reads byte by byte, as a shared pipe needs. */
final class ReadBuiltin implements Builtin {
  private static final int POLLIN = 1;
  private static final int LONGEST = 1 << 20;
  private static final String USAGE =
      "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt]"
          + " [-t timeout] [-u fd] [name ...]";

  private boolean raw;
  private @Nullable String array;
  private char delimiter = '\n';
  private int most = LONGEST;
  private boolean exactly;
  private int fd;
  private @Nullable Duration timeout;

  /** Bytes read; an escaped one carries bit 8 and does not separate words. */
  private final StringBuilder line = new StringBuilder();

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    while (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      String word = argv.get(at++);
      if (word.equals("--")) {
        break;
      }
      for (int i = 1; i < word.length(); i++) {
        char option = word.charAt(i);
        if (option == 'r' || option == 's' || option == 'e') {
          raw |= option == 'r';
          continue;
        }
        if ("adinNptu".indexOf(option) < 0) {
          return Builtins.invalidOption(shell, "read", "-" + option, USAGE);
        }
        String value = word.substring(i + 1);
        if (value.isEmpty()) {
          if (at == argv.size()) {
            shell.error("read: -" + option + ": option requires an argument");
            return Builtins.usage(shell, "read", USAGE);
          }
          value = argv.get(at++);
        }
        if (!option(shell, option, value)) {
          return 1;
        }
        break;
      }
    }
    List<String> names = argv.subList(at, argv.size());
    for (String name : names) {
      if (!Names.isName(name)) {
        shell.error("read: `" + name + "': not a valid identifier");
        return 1;
      }
    }
    return read(shell, names);
  }

  private boolean option(Interpreter shell, char option, String value) {
    switch (option) {
      case 'a' -> array = value;
      case 'd' -> delimiter = value.isEmpty() ? 0 : value.charAt(0);
      case 'i' -> {}
      case 'p' -> {
        if (FileTests.unary(shell, 't', "0")) {
          shell.message(value);
        }
      }
      case 't' -> {
        try {
          timeout = Duration.ofNanos((long) (Double.parseDouble(value) * 1e9));
        } catch (NumberFormatException e) {
          shell.error("read: " + value + ": invalid timeout specification");
          return false;
        }
      }
      default -> {
        Long number = Builtins.number(value);
        if (number == null || number < 0 || number > LONGEST) {
          shell.error(
              "read: "
                  + value
                  + (option == 'u'
                      ? ": invalid file descriptor specification"
                      : ": invalid number"));
          return false;
        }
        if (option == 'u') {
          fd = (int) (long) number;
        } else {
          most = (int) (long) number;
          exactly = option == 'N';
        }
      }
    }
    return true;
  }

  private int read(Interpreter shell, List<String> names) throws ErrnoException {
    int status;
    try {
      status = line(shell.calls());
    } catch (ErrnoException e) {
      shell.error("read: read error: " + fd + ": " + Errno.strerror(e.number()));
      return 1;
    }
    assign(shell, names);
    return status;
  }

  private int line(SystemCalls calls) throws ErrnoException {
    byte[] one = new byte[1];
    boolean escaped = false;
    while (line.length() < most) {
      Duration limit = timeout;
      if (limit != null && calls.poll(fd, POLLIN, limit) == 0) {
        return 128 + SystemCalls.SIGALRM;
      }
      if (limit != null && limit.isZero()) {
        return 0;
      }
      if (calls.read(fd, one, 0, 1) <= 0) {
        return 1;
      }
      char c = (char) (one[0] & 0xff);
      if (escaped) {
        escaped = false;
        if (c != '\n') {
          line.append((char) (c | 0x100));
        }
      } else if (c == '\\' && !raw) {
        escaped = true;
      } else if (c == delimiter && !exactly) {
        return 0;
      } else if (c != 0) {
        line.append(c);
      }
    }
    return 0;
  }

  private void assign(Interpreter shell, List<String> names) {
    String separators = exactly ? "" : shell.variables().get("IFS", " \t\n");
    String into = array;
    if (into != null) {
      Variable variable = shell.variables().make(into);
      variable.makeArray().clear();
      int next = 0;
      while (skipBlanks(separators) < line.length()) {
        variable.makeArray().put(next++, word(separators));
      }
      return;
    }
    if (names.isEmpty()) {
      shell.tryAssign("REPLY", null, plain(line));
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      skipBlanks(separators);
      String value = i == names.size() - 1 ? rest(separators) : word(separators);
      shell.tryAssign(names.get(i), null, value);
    }
  }

  private static String plain(CharSequence marked) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < marked.length(); i++) {
      text.append((char) (marked.charAt(i) & 0xff));
    }
    return text.toString();
  }

  private static boolean isBlank(String separators, char c) {
    return (c == ' ' || c == '\t' || c == '\n') && separators.indexOf(c) >= 0;
  }

  /** Removes leading IFS white space; always 0, where the next word would begin. */
  private int skipBlanks(String separators) {
    int end = 0;
    while (end < line.length() && isBlank(separators, line.charAt(end))) {
      end++;
    }
    line.delete(0, end);
    return 0;
  }

  /** Takes the next word and the separator after it. */
  private String word(String separators) {
    int end = 0;
    while (end < line.length() && separators.indexOf(line.charAt(end)) < 0) {
      end++;
    }
    String word = plain(line.substring(0, end));
    line.delete(0, end);
    skipBlanks(separators);
    if (!line.isEmpty() && separators.indexOf(line.charAt(0)) >= 0) {
      line.deleteCharAt(0);
      skipBlanks(separators);
    }
    return word;
  }

  /** What is left, without trailing white space; one lone word loses its separator. */
  private String rest(String separators) {
    String all = line.toString();
    String first = word(separators);
    if (line.isEmpty()) {
      return first;
    }
    int end = all.length();
    while (end > 0 && isBlank(separators, all.charAt(end - 1))) {
      end--;
    }
    return plain(all.substring(0, end));
  }
}
