package io.kobox.junit;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that a mistyped one may have meant. */
final class Similar {
  private static final int MOST = 5;

  private Similar() {}

  /** The few of {@code names} that are nearest to {@code name}. */
  static List<String> to(String name, Collection<String> names) {
    return names.stream()
        .distinct()
        .sorted(
            Comparator.<String>comparingInt(each -> distance(name, each))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** Levenshtein's distance; a name that contains the other is near. */
  private static int distance(String a, String b) {
    if (a.contains(b) || b.contains(a)) {
      return 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
