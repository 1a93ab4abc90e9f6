package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expands words: braces, tilde, parameters, command substitution, arithmetic, field splitting,
 * pathnames, quote removal, in this order.
 */
final class Expander {
  private final Interpreter shell;
  private final ParameterExpansion parameters;

  Expander(Interpreter shell) {
    this.shell = shell;
    this.parameters = new ParameterExpansion(shell, this);
  }

  /** The words of a command. */
  List<String> fields(List<Word> words) throws ErrnoException {
    List<String> all = new ArrayList<>();
    for (Word word : words) {
      addFields(word, all);
    }
    return all;
  }

  private void addFields(Word word, List<String> all) throws ErrnoException {
    for (Word braced : BraceExpansion.expand(word)) {
      if (braced.parts().size() == 1
          && braced.parts().getFirst() instanceof WordPart.Literal literal
          && isPlain(literal.text())) {
        all.add(literal.text());
        continue;
      }
      Fields fields = new Fields(shell.variables().get("IFS", " \t\n"), true);
      expandWord(braced, fields, false);
      for (String field : fields.finish()) {
        addPathnames(field, all);
      }
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?[~".indexOf(text.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private void addPathnames(String field, List<String> all) {
    if (!shell.options().noglob && Glob.isPattern(field)) {
      List<String> paths = new PathnameExpansion(shell.calls()).expand(field);
      if (!paths.isEmpty()) {
        all.addAll(paths);
        return;
      }
    }
    all.add(Glob.unmark(field));
  }

  /** Expanded without splitting and pathnames; {@code marked} for patterns (see {@link Glob}). */
  String marked(Word word) throws ErrnoException {
    Fields fields = new Fields("", false);
    expandWord(word, fields, false);
    return fields.single();
  }

  /** The value of an assignment, the subject of a case, a redirection's here-string. */
  String single(Word word) throws ErrnoException {
    return Glob.unmark(marked(word));
  }

  /** An assignment's value: tildes after colons count as well. */
  String assigned(Word word) throws ErrnoException {
    Fields fields = new Fields("", false);
    expandWord(word, fields, true);
    return Glob.unmark(fields.single());
  }

  private void expandWord(Word word, Fields fields, boolean assignment) throws ErrnoException {
    boolean first = true;
    for (WordPart part : word.parts()) {
      if (part instanceof WordPart.Literal literal) {
        literal(literal.text(), first, assignment, word.parts().size() == 1, fields);
      } else {
        expand(part, fields, false);
      }
      first = false;
    }
  }

  private void literal(
      String text, boolean first, boolean assignment, boolean whole, Fields fields) {
    String[] pieces = assignment ? text.split(":", -1) : new String[] {text};
    for (int i = 0; i < pieces.length; i++) {
      if (i > 0) {
        fields.literal(":");
      }
      String piece = pieces[i];
      if (piece.startsWith("~") && (first || i > 0)) {
        int slash = piece.indexOf('/');
        boolean complete = slash >= 0 || i + 1 < pieces.length || whole;
        String user = slash < 0 ? piece : piece.substring(0, slash);
        String home = complete ? home(user) : null;
        if (home != null) {
          fields.quoted(home);
          piece = slash < 0 ? "" : piece.substring(slash);
        }
      }
      fields.literal(piece);
    }
  }

  private @Nullable String home(String user) {
    return switch (user) {
      case "~" -> shell.variables().get("HOME", "/root");
      case "~root" -> "/root";
      case "~+" -> shell.variables().get("PWD");
      case "~-" -> shell.variables().get("OLDPWD");
      default -> null;
    };
  }

  /** Expands one part into {@code fields}; {@code quoted}: inside double quotes. */
  void expand(WordPart part, Fields fields, boolean quoted) throws ErrnoException {
    switch (part) {
      case WordPart.Literal literal -> {
        if (quoted) {
          fields.quoted(literal.text());
        } else {
          fields.literal(literal.text());
        }
      }
      case WordPart.Quoted text -> {
        fields.markPresent();
        fields.quoted(text.text());
      }
      case WordPart.DoubleQuoted text -> doubleQuoted(text, fields);
      case WordPart.Parameter parameter -> parameters.expand(parameter, fields, quoted);
      case WordPart.CommandSubstitution command ->
          add(shell.substitution().run(command.body()), fields, quoted);
      case WordPart.Backquoted command ->
          add(shell.substitution().run(command.source()), fields, quoted);
      case WordPart.Arithmetic expression ->
          add(Long.toString(shell.evaluate(single(expression.expression()))), fields, quoted);
      case WordPart.Deferred deferred -> expandWord(deferred.word().get(), fields, false);
    }
  }

  static void add(String text, Fields fields, boolean quoted) {
    if (quoted) {
      fields.quoted(text);
    } else {
      fields.expanded(text);
    }
  }

  /** {@code "$@"} without positional parameters leaves no field, any other quotes leave one. */
  private void doubleQuoted(WordPart.DoubleQuoted text, Fields fields) throws ErrnoException {
    boolean present = text.parts().isEmpty();
    for (WordPart part : text.parts()) {
      boolean empty =
          part instanceof WordPart.Parameter parameter && parameters.isEmptyList(parameter);
      if (!empty) {
        present = true;
        fields.markPresent();
        expand(part, fields, true);
      }
    }
    if (present) {
      fields.markPresent();
    }
  }
}
