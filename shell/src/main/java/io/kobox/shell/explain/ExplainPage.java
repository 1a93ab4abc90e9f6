package io.kobox.shell.explain;

import io.kobox.shell.explain.ModuleFacts.Export;
import io.kobox.shell.explain.ModuleFacts.Import;
import io.kobox.shell.explain.ModuleFacts.Parameter;
import io.kobox.shell.explain.ModuleFacts.Section;
import io.kobox.shell.explain.ModuleFacts.Support;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page that {@code explain} prints. */
final class ExplainPage {
  private static final int MOST_ALIASES = 8;
  private static final int INDENT = 2;

  private final ModuleFacts facts;
  private final int width;
  private final StringBuilder text = new StringBuilder();

  /**
   * A page.
   *
   * @param width the terminal's
   */
  ExplainPage(ModuleFacts facts, int width) {
    this.facts = facts;
    this.width = width;
  }

  String text() {
    head();
    parameters();
    imports();
    exports();
    sections();
    insmod();
    code();
    return text.toString();
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }

  private void head() {
    Map<String, List<String>> info = facts.info();
    List<String> what = new ArrayList<>();
    what.add("license " + String.join(", ", info.getOrDefault("license", List.of("unspecified"))));
    what.add(info.containsKey("intree") ? "in tree" : "out of tree");
    what.add(facts.signed() ? "signed" : "not signed");
    what.add(facts.debugInfo() ? "with source lines" : "without source lines");
    line("%s: module %s (%s)", facts.file(), facts.name(), String.join(", ", what));
    for (Map.Entry<String, List<String>> tag : info.entrySet()) {
      switch (tag.getKey()) {
        case "description", "author", "version", "softdep" ->
            tag.getValue().forEach(value -> line("  %-12s %s", tag.getKey(), value));
        case "depends" -> {
          if (!String.join("", tag.getValue()).isEmpty()) {
            line("  %-12s %s", "depends on", String.join(", ", tag.getValue()).replace(",", ", "));
          }
        }
        case "import_ns" -> line("  %-12s %s", "namespaces", String.join(", ", tag.getValue()));
        case "alias" -> aliases(tag.getValue());
        default -> {}
      }
    }
    String built = facts.vermagic().isEmpty() ? "?" : facts.vermagic();
    line("  %-12s %s", "built for", built);
    line("  %-12s %s", "this kernel", facts.kernel());
    line(
        "  %-12s %,d bytes in the file, %,d in memory, %,d more until init has run",
        "size", facts.bytes(), facts.coreSize(), facts.initSize());
  }

  private void aliases(List<String> aliases) {
    String more =
        aliases.size() > MOST_ALIASES ? " and " + (aliases.size() - MOST_ALIASES) + " more" : "";
    List<String> shown = aliases.subList(0, Math.min(MOST_ALIASES, aliases.size()));
    line("  %-12s %s%s", "aliases", String.join(" ", shown), more);
  }

  private void parameters() {
    line("");
    line("parameters: %s", facts.parameters().isEmpty() ? "none" : facts.parameters().size());
    for (Parameter parameter : facts.parameters()) {
      line("  %-20s %-10s %s", parameter.name(), parameter.type(), parameter.description());
    }
  }

  private void imports() {
    Map<Support, Integer> counts = new EnumMap<>(Support.class);
    facts.imports().forEach(each -> counts.merge(each.support(), 1, Integer::sum));
    List<String> sums = new ArrayList<>();
    counts.forEach((support, count) -> sums.add(count + " " + support.text()));
    line("");
    line("needs: %s", sums.isEmpty() ? "nothing" : String.join(", ", sums));
    int longest = 0;
    for (Import each : facts.imports()) {
      longest = Math.max(longest, each.name().length());
    }
    for (Import each : facts.imports()) {
      List<String> remarks = new ArrayList<>();
      if (each.weak()) {
        remarks.add("weak");
      }
      if (each.gplOnly()) {
        remarks.add("GPL only");
      }
      if (!each.namespace().isEmpty()) {
        remarks.add("namespace " + each.namespace());
      }
      if (!each.problem().isEmpty() && !each.problem().startsWith("Unknown symbol")) {
        remarks.add(each.problem());
      }
      if (!each.note().isEmpty()) {
        remarks.add(each.note());
      }
      String from = each.from().isEmpty() ? "-" : each.from();
      String row =
          String.format(
              Locale.ROOT,
              "  %-" + Math.max(1, longest) + "s  %-8s  %-14s  %s",
              each.name(),
              from,
              each.support().text(),
              String.join("; ", remarks));
      line("%s", cut(row.stripTrailing()));
    }
  }

  private String cut(String row) {
    return row.length() <= width ? row : row.substring(0, Math.max(INDENT, width - 1)) + "…";
  }

  private void exports() {
    line("");
    line("exports: %s", facts.exports().isEmpty() ? "nothing" : facts.exports().size());
    for (Export export : facts.exports()) {
      line("  %s%s", export.name(), export.gplOnly() ? "  GPL only" : "");
    }
  }

  private void sections() {
    line("");
    line("sections:");
    StringBuilder row = new StringBuilder(" ");
    for (Section section : facts.sections()) {
      String item = " " + section.name() + " " + section.access() + " " + section.size() + ",";
      if (row.length() + item.length() > width && row.length() > 1) {
        line("%s", row);
        row.setLength(1);
      }
      row.append(item);
    }
    line("%s", row.length() > 1 ? row.substring(0, row.length() - 1) : row);
  }

  private void insmod() {
    line("");
    if (facts.insmod().loads()) {
      line("insmod: it is loaded, and its init runs");
    } else {
      line("insmod: ERROR: could not insert module %s: %s", facts.file(), facts.insmod().message());
    }
    facts.insmod().log().forEach(message -> line("  %s", message));
  }

  private void code() {
    for (ModuleFacts.Code function : facts.code()) {
      line("");
      function.lines().forEach(each -> line("%s", each));
    }
  }
}
