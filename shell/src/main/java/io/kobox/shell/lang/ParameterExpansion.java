package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** <code>$name</code> and the forms of <code>${name…}</code>. */
final class ParameterExpansion {
  private final Interpreter shell;
  private final Expander expander;

  ParameterExpansion(Interpreter shell, Expander expander) {
    this.shell = shell;
    this.expander = expander;
  }

  /** What a parameter holds: the values; {@code list}: of {@code $@}, {@code $*} or an array. */
  private record Value(boolean list, boolean star, @Nullable List<String> values) {
    @Nullable String single() {
      return values == null || values.isEmpty() ? null : values.getFirst();
    }
  }

  boolean isEmptyList(WordPart.Parameter parameter) throws ErrnoException {
    if (!parameter.operator().isEmpty()
        || (!parameter.name().equals("@") && parameter.subscript() == null)) {
      return false;
    }
    Value value = value(parameter);
    return value.list && !value.star && (value.values == null || value.values.isEmpty());
  }

  void expand(WordPart.Parameter parameter, Fields fields, boolean quoted) throws ErrnoException {
    String operator = parameter.operator();
    if (operator.equals("bad")) {
      shell.error(parameter.source() + ": bad substitution");
      throw new ControlFlow.Abort(1);
    }
    Value value = value(parameter);
    switch (operator) {
      case "length" -> Expander.add(length(parameter, value), fields, quoted);
      case "indirect" -> indirect(parameter, fields, quoted);
      case "-", ":-", "+", ":+", "=", ":=", "?", ":?" ->
          conditional(parameter, value, fields, quoted);
      default -> {
        checkSet(parameter, value);
        emit(operator.isEmpty() ? value : changed(parameter, value), fields, quoted);
      }
    }
  }

  private void checkSet(WordPart.Parameter parameter, Value value) throws ErrnoException {
    if (shell.options().nounset && !value.list && value.single() == null) {
      shell.error(shownName(parameter) + ": unbound variable");
      throw new ControlFlow.Abort(1);
    }
  }

  private static String shownName(WordPart.Parameter parameter) {
    Word subscript = parameter.subscript();
    return parameter.name() + (subscript == null ? "" : "[" + subscript.source() + "]");
  }

  private Value value(WordPart.Parameter parameter) throws ErrnoException {
    String name = parameter.name();
    if (name.equals("@") || name.equals("*")) {
      return new Value(true, name.equals("*"), shell.positional());
    }
    Word subscript = parameter.subscript();
    if (subscript == null) {
      return one(shell.parameter(name));
    }
    Variable variable = shell.variables().find(name);
    if (subscript.source().equals("@") || subscript.source().equals("*")) {
      List<String> values =
          variable == null ? List.of() : new ArrayList<>(variable.elements().values());
      return new Value(true, subscript.source().equals("*"), values);
    }
    long index = shell.evaluate(expander.single(subscript));
    if (variable == null) {
      return one(null);
    }
    if (index < 0 && !variable.elements().isEmpty()) {
      index += variable.elements().lastKey() + 1;
    }
    return one(variable.elements().get((int) index));
  }

  private static Value one(@Nullable String text) {
    return new Value(false, false, text == null ? null : List.of(text));
  }

  private String length(WordPart.Parameter parameter, Value value) throws ErrnoException {
    if (value.list) {
      return Integer.toString(value.values == null ? 0 : value.values.size());
    }
    checkSet(parameter, value);
    String text = value.single();
    return Integer.toString(text == null ? 0 : text.length());
  }

  /** The value of the variable that this one names; of an array with [@], its indices. */
  private void indirect(WordPart.Parameter parameter, Fields fields, boolean quoted)
      throws ErrnoException {
    Word subscript = parameter.subscript();
    Variable variable = shell.variables().find(parameter.name());
    if (subscript != null && "@*".contains(subscript.source())) {
      List<String> keys = new ArrayList<>();
      if (variable != null) {
        variable.elements().keySet().forEach(k -> keys.add(k.toString()));
      }
      emit(new Value(true, subscript.source().equals("*"), keys), fields, quoted);
      return;
    }
    String name = shell.parameter(parameter.name());
    if (name == null || name.isEmpty()) {
      shell.error(parameter.name() + ": invalid indirect expansion");
      throw new ControlFlow.Abort(1);
    }
    emit(one(shell.parameter(name)), fields, quoted);
  }

  private void emit(Value value, Fields fields, boolean quoted) {
    List<String> values = value.values;
    if (values == null) {
      return;
    }
    if (!value.list) {
      Expander.add(values.getFirst(), fields, quoted);
      return;
    }
    if (!fields.splits || (quoted && value.star)) {
      String separators = shell.variables().get("IFS", " \t\n");
      String separator = separators.isEmpty() ? "" : separators.substring(0, 1);
      Expander.add(String.join(value.star ? separator : " ", values), fields, quoted);
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        fields.end();
      }
      if (quoted) {
        fields.markPresent();
      }
      Expander.add(values.get(i), fields, quoted);
    }
  }

  private void conditional(WordPart.Parameter parameter, Value value, Fields fields, boolean quoted)
      throws ErrnoException {
    String operator = parameter.operator();
    boolean colon = operator.startsWith(":");
    Word argument = parameter.argument();
    List<String> values = value.values;
    boolean set = values != null && !(value.list && values.isEmpty());
    if (set && colon && values != null) {
      set = !(values.size() == 1 && values.getFirst().isEmpty());
    }
    switch (operator.charAt(operator.length() - 1)) {
      case '+' -> {
        if (set) {
          word(argument, fields, quoted);
        }
      }
      case '-' -> {
        if (set) {
          emit(value, fields, quoted);
        } else {
          word(argument, fields, quoted);
        }
      }
      case '=' -> {
        if (!set) {
          assign(parameter, argument);
          value = value(parameter);
        }
        emit(value, fields, quoted);
      }
      default -> {
        if (!set) {
          String text = argument == null ? "" : expander.single(argument);
          if (text.isEmpty()) {
            text = colon ? "parameter null or not set" : "parameter not set";
          }
          shell.error(shownName(parameter) + ": " + text);
          throw new ControlFlow.Abort(1);
        }
        emit(value, fields, quoted);
      }
    }
  }

  private void assign(WordPart.Parameter parameter, @Nullable Word argument) throws ErrnoException {
    String name = parameter.name();
    if (!Lexer.isName(name)) {
      shell.error("$" + name + ": cannot assign in this way");
      throw new ControlFlow.Abort(1);
    }
    String text = argument == null ? "" : expander.single(argument);
    Word subscript = parameter.subscript();
    Long index = subscript == null ? null : shell.evaluate(expander.single(subscript));
    shell.assign(name, index, text);
  }

  /** The word of {@code ${x:-word}}; its unquoted text is split like the result it stands for. */
  private void word(@Nullable Word word, Fields fields, boolean quoted) throws ErrnoException {
    if (word == null) {
      return;
    }
    boolean first = true;
    for (WordPart part : word.parts()) {
      if (part instanceof WordPart.Literal literal && !quoted) {
        String text = literal.text();
        if (first && (text.equals("~") || text.startsWith("~/"))) {
          fields.quoted(shell.variables().get("HOME", "/root"));
          text = text.substring(1);
        }
        fields.expanded(text);
      } else {
        expander.expand(part, fields, quoted);
      }
      first = false;
    }
  }

  private Value changed(WordPart.Parameter parameter, Value value) throws ErrnoException {
    List<String> values = value.values;
    if (values == null) {
      return value;
    }
    String operator = parameter.operator();
    Word argument = parameter.argument();
    if (operator.equals(":")) {
      return substring(parameter, value, values);
    }
    String pattern = argument == null ? "" : expander.marked(argument);
    Word second = parameter.second();
    String replacement = second == null ? "" : expander.single(second);
    List<String> results = new ArrayList<>();
    for (String text : values) {
      results.add(
          switch (operator) {
            case "#", "##" -> withoutPrefix(text, pattern, operator.length() == 2);
            case "%", "%%" -> withoutSuffix(text, pattern, operator.length() == 2);
            case "^", "^^", ",", ",," -> recased(text, pattern, operator);
            default -> replaced(text, pattern, replacement, operator);
          });
    }
    return new Value(value.list, value.star, results);
  }

  private Value substring(WordPart.Parameter parameter, Value value, List<String> values)
      throws ErrnoException {
    long offset = number(parameter.argument());
    Word second = parameter.second();
    long length = second == null ? Long.MAX_VALUE : number(second);
    List<String> elements = values;
    if (value.list && parameter.subscript() == null) {
      elements = new ArrayList<>(values);
      elements.addFirst(shell.name());
    }
    long size = value.list ? elements.size() : values.getFirst().length();
    long from = offset < 0 ? offset + size : offset;
    if (from < 0 || from > size) {
      return value.list ? new Value(true, value.star, List.of()) : one("");
    }
    long to = length < 0 ? size + length : Math.min(size, from + Math.min(length, size));
    if (length < 0 && (value.list || to < from)) {
      shell.error((second == null ? "" : second.source()) + ": substring expression < 0");
      throw new ControlFlow.Abort(1);
    }
    return value.list
        ? new Value(true, value.star, elements.subList((int) from, (int) to))
        : one(values.getFirst().substring((int) from, (int) to));
  }

  private long number(@Nullable Word word) throws ErrnoException {
    return word == null ? 0 : shell.evaluate(expander.single(word));
  }

  private static String withoutPrefix(String text, String pattern, boolean longest) {
    for (int i = 0; i <= text.length(); i++) {
      int end = longest ? text.length() - i : i;
      if (Glob.matches(pattern, text.substring(0, end))) {
        return text.substring(end);
      }
    }
    return text;
  }

  private static String withoutSuffix(String text, String pattern, boolean longest) {
    for (int i = 0; i <= text.length(); i++) {
      int start = longest ? i : text.length() - i;
      if (Glob.matches(pattern, text.substring(start))) {
        return text.substring(0, start);
      }
    }
    return text;
  }

  private static String recased(String text, String pattern, String operator) {
    StringBuilder result = new StringBuilder(text);
    int count = operator.length() == 2 ? text.length() : Math.min(1, text.length());
    for (int i = 0; i < count; i++) {
      String one = text.substring(i, i + 1);
      if (pattern.isEmpty() || Glob.matches(pattern, one)) {
        char c = one.charAt(0);
        boolean up = operator.charAt(0) == '^';
        if (up && c >= 'a' && c <= 'z') {
          c = (char) (c - 32);
        } else if (!up && c >= 'A' && c <= 'Z') {
          c = (char) (c + 32);
        }
        result.setCharAt(i, c);
      }
    }
    return result.toString();
  }

  private static String replaced(String text, String pattern, String replacement, String operator) {
    if (pattern.isEmpty()) {
      return operator.equals("/#")
          ? replacement + text
          : operator.equals("/%") ? text + replacement : text;
    }
    if (operator.equals("/%")) {
      for (int start = 0; start <= text.length(); start++) {
        if (Glob.matches(pattern, text.substring(start))) {
          return text.substring(0, start) + replacement;
        }
      }
      return text;
    }
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = text.length();
      while (end > at && !Glob.matches(pattern, text.substring(at, end))) {
        end--;
      }
      if (end > at) {
        result.append(replacement);
        at = end;
        if (!operator.equals("//")) {
          break;
        }
      } else if (operator.equals("/#")) {
        break;
      } else {
        result.append(text.charAt(at++));
      }
    }
    return result.append(text.substring(at)).toString();
  }
}
