package io.kobox.lib.dynamicdebug;

import io.kobox.lib.StringUnescape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query language of the control file (ddebug_tokenize, ddebug_parse_query). */
final class DdebugQueryParser {
  private static final int MOST_WORDS = 9;
  private static final long UINT_MAX = 0xffffffffL;

  private final DdebugLog log;
  private @Nullable String file;
  private @Nullable String module;
  private @Nullable String function;
  private @Nullable String format;
  private @Nullable String className;
  private long firstLine;
  private long lastLine;

  DdebugQueryParser(DdebugLog log) {
    this.log = log;
  }

  /** The words of a query; null after an error was logged. */
  static @Nullable List<String> words(String query, DdebugLog log) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < query.length() && isSpace(query.charAt(at))) {
        at++;
      }
      if (at == query.length() || query.charAt(at) == '#') {
        StringBuilder text = new StringBuilder("split into words:");
        words.forEach(word -> text.append(" \"").append(word).append('"'));
        log.info(3, text.toString());
        return words;
      }
      int end;
      char quote = query.charAt(at);
      if (quote == '"' || quote == '\'') {
        at++;
        end = query.indexOf(quote, at);
        if (end < 0) {
          log.err("unclosed quote: " + query.substring(at));
          return null;
        }
      } else {
        end = at;
        while (end < query.length() && !isSpace(query.charAt(end))) {
          end++;
        }
      }
      if (words.size() == MOST_WORDS) {
        log.err("too many words, legal max <=" + MOST_WORDS);
        return null;
      }
      words.add(query.substring(at, end));
      at = Math.min(end + 1, query.length());
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\u00a0';
  }

  /**
   * The query that pairs of a keyword and a value make; null after an error was logged.
   *
   * @param defaultModule of a query that names no module; null: any
   */
  @Nullable DdebugQuery parse(List<String> words, @Nullable String defaultModule) {
    if (words.size() % 2 != 0) {
      log.err("expecting pairs of match-spec <value>");
      return null;
    }
    for (int i = 0; i < words.size(); i += 2) {
      if (!take(words.get(i), words.get(i + 1))) {
        return null;
      }
    }
    String inModule = module == null ? defaultModule : module;
    DdebugQuery query =
        new DdebugQuery(file, inModule, function, format, className, firstLine, lastLine);
    log.info(3, "parsed: " + query.describe());
    return query;
  }

  private boolean take(String keyword, String value) {
    return switch (keyword) {
      case "func" -> takeFunction(value);
      case "file" -> takeFile(value);
      case "module" -> {
        boolean first = isFirst("module", module, value);
        module = value;
        yield first;
      }
      case "format" -> {
        String text =
            StringUnescape.unescape(
                value, StringUnescape.SPACE | StringUnescape.OCTAL | StringUnescape.SPECIAL);
        boolean first = isFirst("format", format, text);
        format = text;
        yield first;
      }
      case "line" -> takeLines(value);
      case "class" -> {
        boolean first = isFirst("class", className, value);
        className = value;
        yield first;
      }
      default -> {
        log.err("unknown keyword \"" + keyword + "\"");
        yield false;
      }
    };
  }

  /** check_set. */
  private boolean isFirst(String name, @Nullable String before, String value) {
    if (before != null) {
      log.err("match-spec:" + name + " val:" + before + " overridden by " + value);
    }
    return before == null;
  }

  private boolean takeFunction(String value) {
    boolean first = isFirst("func", function, value);
    function = value;
    return first;
  }

  /** FILE, FILE:FUNCTION or FILE:LINES. */
  private boolean takeFile(String value) {
    if (!isFirst("file", file, value)) {
      return false;
    }
    int colon = value.indexOf(':');
    if (colon < 0) {
      file = value;
      return true;
    }
    file = value.substring(0, colon);
    String tail = value.substring(colon + 1);
    char c = tail.isEmpty() ? '\0' : tail.charAt(0);
    boolean name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*' || c == '?';
    return name ? takeFunction(tail) : takeLines(tail);
  }

  /** parse_linerange: N, N-, -N or N-M. */
  private boolean takeLines(String value) {
    if (firstLine != 0 || lastLine != 0) {
      log.err("match-spec: line used 2x");
      return false;
    }
    int dash = value.indexOf('-');
    long first = line(dash < 0 ? value : value.substring(0, dash));
    if (first < 0) {
      return false;
    }
    firstLine = first;
    if (dash < 0) {
      lastLine = first;
      return parsedLines();
    }
    long last = line(value.substring(dash + 1));
    if (last < 0) {
      return false;
    }
    lastLine = last == 0 ? UINT_MAX : last;
    if (lastLine < firstLine) {
      log.err("last-line:" + (int) lastLine + " < 1st-line:" + (int) firstLine);
      return false;
    }
    return parsedLines();
  }

  private boolean parsedLines() {
    log.info(3, "parsed line " + (int) firstLine + "-" + (int) lastLine);
    return true;
  }

  /** parse_lineno: an empty one is 0; -1 after an error was logged. */
  private long line(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.matches("\\+?[0-9]{1,18}\n?")) {
      long value = Long.parseLong(text.strip());
      if (value <= UINT_MAX) {
        return value;
      }
    }
    log.err("bad line-number: " + text);
    return -1;
  }
}
