package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.ast.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a{b,c}d} and {@code {1..5}}: one word becomes several, before all other expansions. */
final class BraceExpansion {
  /** No more words than this come of one word. */
  private static final int MOST = 100_000;

  private BraceExpansion() {}

  static List<Word> expand(Word word) {
    boolean brace = false;
    for (WordPart part : word.parts()) {
      brace |= part instanceof WordPart.Literal literal && literal.text().indexOf('{') >= 0;
    }
    if (!brace) {
      return List.of(word);
    }
    List<WordPart> characters = new ArrayList<>();
    for (WordPart part : word.parts()) {
      if (part instanceof WordPart.Literal literal) {
        for (int i = 0; i < literal.text().length(); i++) {
          characters.add(new WordPart.Literal(literal.text().substring(i, i + 1)));
        }
      } else {
        characters.add(part);
      }
    }
    List<Word> words = new ArrayList<>();
    for (List<WordPart> parts : expand(characters, 0)) {
      words.add(new Word(merge(parts), word.source()));
    }
    return words;
  }

  private static List<WordPart> merge(List<WordPart> parts) {
    List<WordPart> merged = new ArrayList<>();
    for (WordPart part : parts) {
      if (part instanceof WordPart.Literal l
          && !merged.isEmpty()
          && merged.getLast() instanceof WordPart.Literal before) {
        merged.set(merged.size() - 1, new WordPart.Literal(before.text() + l.text()));
      } else {
        merged.add(part);
      }
    }
    return List.copyOf(merged);
  }

  private static char at(List<WordPart> parts, int index) {
    return parts.get(index) instanceof WordPart.Literal literal ? literal.text().charAt(0) : 0;
  }

  private static List<List<WordPart>> expand(List<WordPart> parts, int depth) {
    if (depth < 50) {
      for (int open = 0; open < parts.size(); open++) {
        if (at(parts, open) == '{') {
          List<List<WordPart>> expanded = expandAt(parts, open, depth);
          if (expanded != null) {
            return expanded;
          }
        }
      }
    }
    return List.of(parts);
  }

  private static @Nullable List<List<WordPart>> expandAt(
      List<WordPart> parts, int open, int depth) {
    int level = 0;
    List<Integer> cuts = new ArrayList<>();
    cuts.add(open);
    int close = -1;
    for (int i = open + 1; i < parts.size() && close < 0; i++) {
      switch (at(parts, i)) {
        case '{' -> level++;
        case '}' -> {
          if (level-- == 0) {
            close = i;
          }
        }
        case ',' -> {
          if (level == 0) {
            cuts.add(i);
          }
        }
        default -> {}
      }
    }
    if (close < 0) {
      return null;
    }
    cuts.add(close);
    List<List<WordPart>> middles = new ArrayList<>();
    if (cuts.size() > 2) {
      for (int i = 0; i + 1 < cuts.size(); i++) {
        middles.addAll(expand(parts.subList(cuts.get(i) + 1, cuts.get(i + 1)), depth + 1));
      }
    } else {
      List<String> sequence = sequence(parts.subList(open + 1, close));
      if (sequence == null) {
        return null;
      }
      sequence.forEach(s -> middles.add(List.of(new WordPart.Literal(s))));
    }
    List<List<WordPart>> tails = expand(parts.subList(close + 1, parts.size()), depth + 1);
    List<List<WordPart>> all = new ArrayList<>();
    for (List<WordPart> middle : middles) {
      for (List<WordPart> tail : tails) {
        if (all.size() >= MOST) {
          return all;
        }
        List<WordPart> whole = new ArrayList<>(parts.subList(0, open));
        whole.addAll(middle);
        whole.addAll(tail);
        all.add(whole);
      }
    }
    return all;
  }

  /** {@code from..to[..step]} with numbers or letters; null if it is not that. */
  private static @Nullable List<String> sequence(List<WordPart> parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (at(parts, i) == 0) {
        return null;
      }
      text.append(at(parts, i));
    }
    List<String> ends = List.of(text.toString().split("\\.\\.", -1));
    if (ends.size() < 2 || ends.size() > 3) {
      return null;
    }
    Long step = ends.size() == 3 ? number(ends.get(2)) : Long.valueOf(1);
    Long from = number(ends.get(0));
    Long to = number(ends.get(1));
    boolean letters =
        from == null
            && to == null
            && ends.get(0).length() == 1
            && ends.get(1).length() == 1
            && Lexer.isNameStart(ends.get(0).charAt(0))
            && Lexer.isNameStart(ends.get(1).charAt(0));
    if (letters) {
      from = (long) ends.get(0).charAt(0);
      to = (long) ends.get(1).charAt(0);
    }
    if (from == null || to == null || step == null) {
      return null;
    }
    long by = step == 0 ? 1 : Math.abs(step);
    int width = letters ? 0 : Math.max(padded(ends.get(0)), padded(ends.get(1)));
    List<String> all = new ArrayList<>();
    long count = Math.min(MOST, Math.abs(to - from) / by + 1);
    for (long i = 0; i < count; i++) {
      long value = from <= to ? from + i * by : from - i * by;
      all.add(letters ? String.valueOf((char) value) : pad(value, width));
    }
    return all;
  }

  private static int padded(String end) {
    String digits = end.startsWith("-") ? end.substring(1) : end;
    return digits.length() > 1 && digits.startsWith("0") ? end.length() : 0;
  }

  private static String pad(long value, int width) {
    String digits = Long.toString(Math.abs(value));
    String sign = value < 0 ? "-" : "";
    return sign + "0".repeat(Math.max(0, width - digits.length() - sign.length())) + digits;
  }

  private static @Nullable Long number(String text) {
    try {
      return text.length() > 15 ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
