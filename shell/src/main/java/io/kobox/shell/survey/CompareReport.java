package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code kobox survey compare} prints. */
final class CompareReport {
  private static final int MOST_NAMES = 4;

  private final Share all = new Share();
  private final Share loud = new Share();
  private final Map<String, Share> directories = new TreeMap<>();
  private final Map<String, Cause> causes = new TreeMap<>();
  private final int missing;

  /** How many of how many are the same. */
  private static final class Share {
    private int same;
    private int total;

    void add(boolean isSame) {
      total++;
      same += isSame ? 1 : 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%4d of %4d  %5.1f %%", same, total, total == 0 ? 0 : 100.0 * same / total);
    }
  }

  /** The modules that differ for one reason first, and those among them that have no other. */
  private static final class Cause {
    private final List<String> modules = new ArrayList<>();
    private int only;

    int count() {
      return modules.size();
    }
  }

  /** Compares the modules that both have. */
  CompareReport(Map<String, JsonObject> truth, Map<String, JsonObject> results) {
    int notSurveyed = 0;
    for (Map.Entry<String, JsonObject> entry : new TreeMap<>(truth).entrySet()) {
      JsonObject result = results.get(entry.getKey());
      if (result == null) {
        notSurveyed++;
      } else {
        add(new Outcome(entry.getValue()), new Outcome(result));
      }
    }
    missing = notSurveyed;
  }

  private void add(Outcome expected, Outcome result) {
    Difference difference = Difference.between(expected, result);
    all.add(difference.same());
    if (expected.loud()) {
      loud.add(difference.same());
    }
    directories.computeIfAbsent(result.text("dir"), _ -> new Share()).add(difference.same());
    if (!difference.same()) {
      Cause cause = causes.computeIfAbsent(difference.cause(), _ -> new Cause());
      cause.modules.add(result.text("module"));
      cause.only += difference.kinds().size() == 1 ? 1 : 0;
    }
  }

  void print(PrintStream out) {
    out.println("the same        " + all);
    out.println("of the loud     " + loud);
    if (missing > 0) {
      out.println("not surveyed    " + String.format(Locale.ROOT, "%4d", missing));
    }
    out.println();
    out.println("by directory");
    directories.forEach((name, share) -> out.println("  " + share + "  " + name));
    out.println();
    out.println("first causes: modules, of these with no other difference");
    causes.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, Cause> entry) -> -entry.getValue().count()))
        .forEach(entry -> printCause(out, entry.getKey(), entry.getValue()));
  }

  private static void printCause(PrintStream out, String text, Cause cause) {
    out.println(String.format(Locale.ROOT, "  %4d %4d  %s", cause.count(), cause.only, text));
    List<String> names = cause.modules.subList(0, Math.min(MOST_NAMES, cause.count()));
    out.println(
        "             " + String.join(" ", names) + (cause.count() > MOST_NAMES ? " …" : ""));
  }
}
