package io.kobox.shell.lang;

import java.util.ArrayList;
import java.util.List;

/** Collects expanded text and splits it at IFS into fields (marked strings, see {@link Glob}). */
final class Fields {
  private final List<String> done = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private final String separators;
  final boolean splits;

  /** Whether the field exists even if empty, as {@code ""} does. */
  private boolean present;

  /** The last field ended at IFS white space: one other separator still belongs to that end. */
  private boolean afterBlank;

  Fields(String separators, boolean splits) {
    this.separators = separators;
    this.splits = splits;
  }

  void quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      current.append((char) (text.charAt(i) | Glob.QUOTED));
    }
  }

  void markPresent() {
    present = true;
    afterBlank = false;
  }

  void literal(String text) {
    current.append(text);
    afterBlank &= text.isEmpty();
  }

  /** The result of an unquoted expansion. */
  void expanded(String text) {
    if (!splits) {
      current.append(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (separators.indexOf(c) < 0) {
        current.append(c);
        afterBlank = false;
      } else if (c == ' ' || c == '\t' || c == '\n') {
        if (!current.isEmpty() || present) {
          end();
          afterBlank = true;
        }
      } else if (current.isEmpty() && !present && afterBlank) {
        afterBlank = false;
      } else {
        present = true;
        end();
        afterBlank = false;
      }
    }
  }

  /** The end of a field if there is one. */
  void end() {
    if (!current.isEmpty() || present) {
      done.add(current.toString());
    }
    current.setLength(0);
    present = false;
    afterBlank = false;
  }

  List<String> finish() {
    end();
    return done;
  }

  /** All as one string, for contexts that do not split. */
  String single() {
    return current.toString();
  }
}
