package io.kobox.shell.lab;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.List;

/** What a check says: for people, and for programs that grade. */
final class CheckReport {
  private static final int MOST_LINES = 16;
  private static final String MARGIN = " ".repeat(10);

  private final Lab lab;
  private final List<LabCheck.StepResult> results;
  private final Style style;

  CheckReport(Lab lab, List<LabCheck.StepResult> results, Style style) {
    this.lab = lab;
    this.results = results;
    this.style = style;
  }

  /** How many steps passed. */
  long passed() {
    return results.stream().filter(LabCheck.StepResult::passed).count();
  }

  /** Whether all did. */
  boolean isComplete() {
    return passed() == results.size();
  }

  /** For people. The kernel's log is shown for the first failed step only. */
  String text() {
    StringBuilder text = new StringBuilder(style.bold(lab.name())).append("\n\n");
    boolean first = true;
    for (LabCheck.StepResult each : results) {
      text.append(
          String.format(
              "  %s %d  %s%n",
              each.passed() ? style.good("ok  ") : style.bad("FAIL"),
              each.step().number(),
              each.step().title()));
      if (!each.passed()) {
        failure(text, each, first);
        first = false;
      }
    }
    text.append('\n').append(passed() + " of " + results.size() + " steps passed\n");
    return text.toString();
  }

  private static void failure(StringBuilder text, LabCheck.StepResult each, boolean withLog) {
    field(text, "expected", List.of(each.step().expected()));
    field(text, "happened", happened(each));
    List<String> happened = each.result().diagnosis();
    if (withLog && !happened.contains("the log:") && !each.result().log().isEmpty()) {
      field(text, "log", shortened(lines(each.result().log())));
    }
    field(text, "look", List.of(each.step().look()));
  }

  private static void field(StringBuilder text, String name, List<String> lines) {
    String head = String.format("%s%-10s", MARGIN, name);
    for (String line : lines) {
      text.append((head + line).stripTrailing()).append('\n');
      head = MARGIN.repeat(2);
    }
  }

  private static List<String> happened(LabCheck.StepResult each) {
    List<String> lines = new ArrayList<>(shortened(lines(each.result().diagnosis())));
    if (lines.isEmpty()) {
      lines.add("a command failed with exit status " + each.result().status());
    }
    if (each.step().lastSeed() > 0) {
      lines.add("(with seed " + each.result().seed() + ")");
    }
    return lines;
  }

  private static List<String> lines(List<String> texts) {
    return texts.stream().flatMap(String::lines).toList();
  }

  private static List<String> shortened(List<String> lines) {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    List<String> few = new ArrayList<>(lines.subList(0, MOST_LINES));
    few.add("... " + (lines.size() - MOST_LINES) + " more lines");
    return few;
  }

  private record Document(String lab, long passed, int total, List<Step> steps) {}

  private record Step(
      int step,
      String name,
      String title,
      boolean passed,
      String expected,
      List<String> happened,
      String look,
      long seed,
      List<String> log) {}

  /** For programs. */
  String json() {
    List<Step> steps = new ArrayList<>();
    for (LabCheck.StepResult each : results) {
      LabStep step = each.step();
      steps.add(
          new Step(
              step.number(),
              step.test().name(),
              step.title(),
              each.passed(),
              step.expected(),
              each.passed() ? List.of() : lines(each.result().diagnosis()),
              step.look(),
              each.result().seed(),
              lines(each.result().log())));
    }
    return new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create()
            .toJson(new Document(lab.name(), passed(), results.size(), steps))
        + "\n";
  }
}
