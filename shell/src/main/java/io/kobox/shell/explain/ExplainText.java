package io.kobox.shell.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page about a module, for a terminal. */
final class ExplainText {
  private static final int WIDTH = 80;
  private static final int INDENT = 12;

  private final StringBuilder text = new StringBuilder();

  private ExplainText() {}

  static String of(Explanation module) {
    ExplainText page = new ExplainText();
    page.write(module);
    return page.text.toString();
  }

  private void write(Explanation module) {
    String description = module.first("description");
    line("module", module.name() + (description.isEmpty() ? "" : ": " + description));
    String version = module.first("version");
    String author = String.join(", ", module.all("author"));
    line(
        "license",
        module.first("license")
            + (version.isEmpty() ? "" : "; version " + version)
            + (author.isEmpty() ? "" : "; by " + author));
    line(
        "built for",
        module.first("vermagic").strip()
            + (module.vermagicMatches() ? ": fits " : ": does not fit ")
            + module.release());
    line("CRCs", crcs(module));
    line("size", module.coreSize() + " bytes, and " + module.initSize() + " until init is done");
    line("sections", sections(module.sections()));
    line("needs", needs(module));
    for (Import each : module.imports()) {
      if (each.state() != Import.State.FULL) {
        text.append(
            String.format(
                Locale.ROOT,
                "%" + INDENT + "s%-10s %s%s%s%n",
                "",
                each.state().text(),
                each.name(),
                each.state() == Import.State.MODULE ? " of " + each.from() : "",
                each.note().isEmpty() ? "" : ": " + each.note()));
      }
    }
    optional("exports", String.join(" ", module.exports()));
    for (String parameter : module.all("parmtype")) {
      line("parameter", parameter(module, parameter));
    }
    optional("aliases", String.join(" ", module.all("alias")));
    optional("depends", String.join(" ", module.all("depends")));
    for (String sentence : module.insmod()) {
      line("insmod", sentence);
    }
  }

  private static String crcs(Explanation module) {
    if (module.versions() == 0) {
      return "none";
    }
    return module.mismatches().isEmpty()
        ? module.versions() + ", none different from the kernel's"
        : "different: " + String.join(" ", module.mismatches());
  }

  private static String sections(Map<String, Long> sections) {
    List<String> sizes = new ArrayList<>();
    sections.forEach((name, size) -> sizes.add(name + " " + size));
    return String.join(", ", sizes);
  }

  private static String needs(Explanation module) {
    List<String> counts = new ArrayList<>();
    for (Import.State state : Import.State.values()) {
      if (module.count(state) > 0) {
        counts.add(module.count(state) + " " + state.text());
      }
    }
    return module.imports().size()
        + " symbols"
        + (counts.isEmpty() ? "" : ": " + String.join(", ", counts));
  }

  private static String parameter(Explanation module, String parameter) {
    String name = parameter.split(":", 2)[0];
    for (String description : module.all("parm")) {
      if (description.startsWith(name + ":")) {
        return parameter + " " + description.substring(name.length() + 1);
      }
    }
    return parameter;
  }

  private void optional(String label, String value) {
    if (!value.isEmpty()) {
      line(label, value);
    }
  }

  /** A labelled line, wrapped at blanks. */
  private void line(String label, String value) {
    text.append(String.format(Locale.ROOT, "%-" + INDENT + "s", label));
    int column = INDENT;
    for (String word : printable(value).split(" ", -1)) {
      if (column > INDENT && column + word.length() > WIDTH) {
        text.setLength(text.length() - 1);
        text.append('\n').repeat(' ', INDENT);
        column = INDENT;
      }
      text.append(word).append(' ');
      column += word.length() + 1;
    }
    text.setLength(text.length() - 1);
    text.append('\n');
  }

  /** A file's text must not steer the terminal. */
  private static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }
}
