package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes words apart that are assignments: {@code name=value}, {@code name[subscript]+=value}. */
final class AssignmentParser {
  private AssignmentParser() {}

  /** The assignment that {@code word} is; null if it is none. */
  static Node.@Nullable Assignment parse(Word word) throws SyntaxException {
    if (word.parts().isEmpty() || !(word.parts().getFirst() instanceof WordPart.Literal first)) {
      return null;
    }
    String text = first.text();
    int end = 0;
    while (end < text.length()
        && (Lexer.isNameStart(text.charAt(end)) || Lexer.isDigit(text.charAt(end)))) {
      end++;
    }
    String name = text.substring(0, end);
    if (!Lexer.isName(name) || end == text.length()) {
      return null;
    }
    Word subscript = null;
    int last = 0;
    if (text.charAt(end) == '[') {
      last = closingPart(word.parts(), end + 1);
      if (last < 0) {
        return null;
      }
      subscript = subscript(word.parts(), end + 1, last);
      text = ((WordPart.Literal) word.parts().get(last)).text();
      end = text.indexOf(']', last == 0 ? end + 1 : 0) + 1;
    }
    boolean append = text.startsWith("+=", end);
    if (!append && !text.startsWith("=", end)) {
      return null;
    }
    String value = text.substring(end + (append ? 2 : 1));
    List<WordPart> parts = new ArrayList<>();
    if (!value.isEmpty()) {
      parts.add(new WordPart.Literal(value));
    }
    parts.addAll(word.parts().subList(last + 1, word.parts().size()));
    String source = word.source().substring(word.source().indexOf('=') + 1);
    return new Node.Assignment(name, subscript, append, new Word(List.copyOf(parts), source), null);
  }

  /** The part with the bracket that closes a subscript; -1: there is none. */
  private static int closingPart(List<WordPart> parts, int start) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof WordPart.Literal literal
          && literal.text().indexOf(']', i == 0 ? start : 0) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** What stands between the brackets of an array's element. */
  private static Word subscript(List<WordPart> parts, int start, int last) throws SyntaxException {
    String first = ((WordPart.Literal) parts.getFirst()).text();
    if (last == 0) {
      String inner = first.substring(start, first.indexOf(']', start));
      return new Word(new WordLexer(new Lexer(inner, 1)).expression(), inner);
    }
    String end = ((WordPart.Literal) parts.get(last)).text();
    List<WordPart> inner = new ArrayList<>();
    inner.add(new WordPart.Literal(first.substring(start)));
    inner.addAll(parts.subList(1, last));
    inner.add(new WordPart.Literal(end.substring(0, end.indexOf(']'))));
    return new Word(List.copyOf(inner), "");
  }
}
