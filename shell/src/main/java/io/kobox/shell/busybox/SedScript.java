package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a script of sed. */
final class SedScript {
  /** The commands that take no range of lines. */
  private static final String ONE_ADDRESS = "air";

  private static final int MAX_COMMANDS = 10_000;

  private final String text;
  private final boolean extended;
  private final List<SedCommand> commands = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Deque<SedCommand> blocks = new ArrayDeque<>();
  private @Nullable PosixRegex lastRegex;
  private int at;

  private SedScript(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
  }

  static List<SedCommand> parse(String text, boolean extended) throws CommandException {
    SedScript script = new SedScript(text, extended);
    script.parse();
    return script.commands;
  }

  private void parse() throws CommandException {
    while (true) {
      skip(" \t\n;");
      if (at == text.length()) {
        break;
      }
      if (commands.size() == MAX_COMMANDS) {
        throw CommandException.failure(1, "script too long");
      }
      command();
    }
    if (!blocks.isEmpty()) {
      throw CommandException.failure(1, "unterminated {");
    }
    for (SedCommand command : commands) {
      if ("btT".indexOf(command.name) >= 0) {
        Integer target =
            command.text.isEmpty() ? Integer.valueOf(commands.size()) : labels.get(command.text);
        if (target == null) {
          throw CommandException.failure(1, "can't find label for jump to '" + command.text + "'");
        }
        command.target = target;
      }
    }
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void command() throws CommandException {
    SedAddress first = address();
    SedAddress second = null;
    skip(" \t");
    if (first != null && at < text.length() && text.charAt(at) == ',') {
      at++;
      skip(" \t");
      second = address();
      if (second == null) {
        throw CommandException.failure(1, "no address after comma");
      }
    }
    skip(" \t");
    boolean negated = false;
    while (at < text.length() && text.charAt(at) == '!') {
      negated = true;
      at++;
      skip(" \t");
    }
    if (at == text.length()) {
      throw CommandException.failure(1, "missing command");
    }
    char name = text.charAt(at++);
    if (name == '#') {
      rest();
      return;
    }
    SedCommand command = new SedCommand(name);
    command.first = first;
    command.second = second;
    command.negated = negated;
    arguments(command);
  }

  private void arguments(SedCommand command) throws CommandException {
    if (command.second != null && ONE_ADDRESS.indexOf(command.name) >= 0) {
      throw CommandException.failure(1, "command '" + command.name + "' uses only one address");
    }
    switch (command.name) {
      case '{' -> blocks.push(command);
      case '}' -> {
        if (blocks.isEmpty()) {
          throw CommandException.failure(1, "unexpected }");
        }
        blocks.pop().target = commands.size();
        return;
      }
      case ':' -> {
        skip(" \t");
        labels.put(label(), commands.size());
        return;
      }
      case 'b', 't', 'T' -> {
        skip(" \t");
        command.text = label();
      }
      case 'a', 'i', 'c' -> command.text = inserted();
      case 'r', 'w' -> {
        skip(" \t");
        command.text = rest();
      }
      case 's' -> substitution(command);
      case 'y' -> translation(command);
      case 'q', 'Q' -> {
        skip(" \t");
        int start = at;
        skip("0123456789");
        command.occurrence =
            at == start || at - start > 3 ? 0 : Integer.parseInt(text.substring(start, at));
      }
      default -> {
        if ("=dDgGhHlnNpPx".indexOf(command.name) < 0) {
          throw CommandException.failure(1, "unsupported command " + command.name);
        }
      }
    }
    commands.add(command);
  }

  private String rest() {
    int end = text.indexOf('\n', at);
    end = end < 0 ? text.length() : end;
    String rest = text.substring(at, end);
    at = end;
    return rest;
  }

  private String label() {
    int start = at;
    while (at < text.length() && " \t\n;}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The text of a, i and c: one line, or more where backslashes end the lines. */
  private String inserted() {
    skip(" \t");
    if (text.startsWith("\\", at)) {
      at++;
      skip(" \t");
      at += text.startsWith("\n", at) ? 1 : 0;
    }
    StringBuilder result = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      result.append(c);
    }
    return result.append('\n').toString();
  }

  private @Nullable SedAddress address() throws CommandException {
    if (at == text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (c == '$') {
      at++;
      return new SedAddress(SedAddress.LAST, 0, 0, null);
    }
    if (c == '+') {
      at++;
      return new SedAddress(0, 0, number(), null);
    }
    if (Character.isDigit(c)) {
      long line = number();
      if (at < text.length() && text.charAt(at) == '~') {
        at++;
        return new SedAddress(line, number(), 0, null);
      }
      return new SedAddress(line, 0, 0, null);
    }
    if (c != '/' && c != '\\') {
      return null;
    }
    at += c == '\\' ? 2 : 1;
    String pattern = delimited(text.charAt(Math.min(at, text.length()) - 1), true);
    boolean ignoreCase = at < text.length() && text.charAt(at) == 'I';
    at += ignoreCase ? 1 : 0;
    return new SedAddress(0, 0, 0, regex(pattern, ignoreCase));
  }

  private long number() {
    int start = at;
    skip("0123456789");
    return at == start || at - start > 15 ? 0 : Long.parseLong(text.substring(start, at));
  }

  /** Text up to the delimiter; an escaped delimiter stands for itself. */
  private String delimited(char delimiter, boolean isRegex) throws CommandException {
    StringBuilder result = new StringBuilder();
    boolean inBracket = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length() && !inBracket) {
        char next = text.charAt(at++);
        result.append(next == delimiter ? "" : "\\").append(next);
        continue;
      }
      if (isRegex && c == '[' && !inBracket) {
        inBracket = true;
      } else if (c == ']'
          && inBracket
          && !result.toString().endsWith("[")
          && !result.toString().endsWith("[^")) {
        inBracket = false;
      } else if (c == delimiter && !inBracket) {
        return result.toString();
      }
      result.append(c);
    }
    throw CommandException.failure(1, "unmatched '" + delimiter + "'");
  }

  /** An empty expression is the last one. */
  private PosixRegex regex(String pattern, boolean ignoreCase) throws CommandException {
    PosixRegex regex = lastRegex;
    if (!pattern.isEmpty() || regex == null) {
      if (pattern.isEmpty()) {
        throw CommandException.failure(1, "no previous regexp");
      }
      regex = PosixRegex.compile(pattern, extended, ignoreCase, 1);
    }
    lastRegex = regex;
    return regex;
  }

  private void substitution(SedCommand command) throws CommandException {
    if (at == text.length()) {
      throw CommandException.failure(1, "bad format in substitution expression");
    }
    char delimiter = text.charAt(at++);
    String pattern = delimited(delimiter, true);
    command.replacement = delimited(delimiter, false);
    boolean ignoreCase = false;
    while (at < text.length() && "gpiIw0123456789".indexOf(text.charAt(at)) >= 0) {
      char flag = text.charAt(at);
      if (Character.isDigit(flag)) {
        command.occurrence = Math.clamp(number(), 1, 1_000_000);
        continue;
      }
      at++;
      command.global |= flag == 'g';
      command.print |= flag == 'p';
      ignoreCase |= flag == 'i' || flag == 'I';
      if (flag == 'w') {
        skip(" \t");
        command.text = rest();
      }
    }
    skip(" \t");
    if (at < text.length() && "\n;}#".indexOf(text.charAt(at)) < 0) {
      throw CommandException.failure(1, "bad option in substitution expression");
    }
    command.regex = regex(pattern, ignoreCase);
  }

  private void translation(SedCommand command) throws CommandException {
    if (at == text.length()) {
      throw CommandException.failure(1, "bad format in substitution expression");
    }
    char delimiter = text.charAt(at++);
    command.text = unescaped(delimited(delimiter, false));
    command.replacement = unescaped(delimited(delimiter, false));
    if (command.text.length() != command.replacement.length()) {
      throw CommandException.failure(1, "strings for y command have different lengths");
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
  }
}
