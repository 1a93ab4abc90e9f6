package io.kobox.shell.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code kobox lab}: lists labs, starts them in a student's folder, checks what is there. */
public final class LabCommand {
  public static final String USAGE =
      """
      usage: kobox lab list                    the labs
             kobox lab start NAME [DIR]        copy a lab's starter into ./NAME or DIR, and show its text;
                                               NAME is 01-first-module, first-module or 1
             kobox lab read                    show the text again
             kobox lab check [--json] [--step N] [--seed N] [DIR]
                                               try what is in the folder, step by step
             kobox lab hint [N]                the next hint, or hint N
             kobox lab solution                a solution and the answers to the questions
             kobox lab study [ANSWER]          copy the starter, the solution or a wrong answer, with its
                                               built modules, into study/; without ANSWER: their names
             kobox lab reset                   the starter again; your files move into a folder old-N
             kobox lab status [DIR]            how far you are: in this lab, or in those below this folder

      All but 'list', 'start' and 'status' work in the folder that 'start' made. The environment variable
      KOBOX_LABS names another folder of labs.

      Exit status of check: 0 all steps passed; 1 a step failed; 2 there was nothing to check.
      """;

  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private final Labs labs;
  private final Path directory;
  private final LabCheck.Machine machine;
  private final PrintStream out;
  private final PrintStream err;
  private final Style style;
  private final Pager pager;

  /**
   * The command.
   *
   * @param directory the user's current one
   * @param machine runs the checks
   */
  public LabCommand(
      Labs labs,
      Path directory,
      LabCheck.Machine machine,
      PrintStream out,
      PrintStream err,
      Style style,
      Pager pager) {
    this.labs = labs;
    this.directory = directory;
    this.machine = machine;
    this.out = out;
    this.err = err;
    this.style = style;
    this.pager = pager;
  }

  /** Runs one subcommand; the exit status. */
  public int run(List<String> words) throws InterruptedException {
    if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
      out.print(USAGE);
      return words.isEmpty() ? USAGE_ERROR : 0;
    }
    try {
      return run(words.getFirst(), words.subList(1, words.size()));
    } catch (LabException e) {
      err.println("kobox: lab: " + e.text());
    } catch (IOException e) {
      err.println("kobox: lab: cannot be read or written: " + e.getMessage());
    }
    return USAGE_ERROR;
  }

  private int run(String subcommand, List<String> words)
      throws IOException, LabException, InterruptedException {
    switch (subcommand) {
      case "list" -> list(none(words));
      case "start" -> start(words);
      case "read" -> markdown(lab(here(none(words))).readme());
      case "check" -> {
        return check(CheckOptions.parse(words));
      }
      case "hint" -> hint(words);
      case "solution" -> solution(none(words));
      case "study" -> study(words);
      case "reset" -> reset(none(words));
      case "status" -> status(words);
      default ->
          throw new LabException("no such command: " + subcommand + "; 'kobox lab --help' helps");
    }
    return 0;
  }

  private static List<String> none(List<String> words) throws LabException {
    return atMost(0, words);
  }

  private static List<String> atMost(int count, List<String> words) throws LabException {
    if (words.size() > count) {
      throw new LabException("'" + words.get(count) + "' is one word too many");
    }
    return words;
  }

  private StudentFolder here(List<String> words) throws IOException, LabException {
    return StudentFolder.at(words.isEmpty() ? directory : directory.resolve(words.getFirst()));
  }

  private Lab lab(StudentFolder folder) throws IOException, LabException {
    return labs.find(folder.progress().lab());
  }

  private void markdown(String text) throws IOException {
    pager.show(MarkdownText.lines(text, style, pager.columns()));
  }

  private void list(List<String> nothing) throws IOException, LabException {
    int width = 0;
    for (Lab lab : labs.all()) {
      width = Math.max(width, lab.name().length());
    }
    List<String> lines = new ArrayList<>(nothing);
    for (Lab lab : labs.all()) {
      lines.add(String.format("%-" + width + "s  %s (%s)", lab.name(), lab.title(), lab.time()));
    }
    pager.show(lines);
  }

  private void start(List<String> words) throws IOException, LabException {
    if (words.isEmpty()) {
      throw new LabException("start: which lab? 'kobox lab list' shows them");
    }
    Lab lab = labs.find(atMost(2, words).getFirst());
    String name = words.size() == 2 ? words.getLast() : lab.name();
    StudentFolder.start(lab, directory.resolve(name));
    markdown(lab.readme());
    out.println();
    out.println("The files are in " + name + ": 'cd " + name + "', then 'kobox lab check'.");
  }

  private int check(CheckOptions options) throws IOException, LabException, InterruptedException {
    StudentFolder student = here(options.folder());
    Lab lab = lab(student);
    LabCheck check =
        new LabCheck(
            lab, (test, seed) -> machine.run(test, options.seed() < 0 ? seed : options.seed()));
    List<String> missing = check.missing(student.folder());
    if (!missing.isEmpty()) {
      throw new LabException(
          String.join(", ", missing) + ": not there; build first: 'kobox build .'");
    }
    Path newer = check.newerSource(student.folder());
    if (newer != null) {
      err.println(
          "kobox: lab: " + newer + " is newer than the module; 'kobox build .' builds it anew");
    }
    List<LabCheck.StepResult> results = check.run(student.folder(), options.step());
    CheckReport report = new CheckReport(lab, results, style);
    out.print(options.json() ? report.json() : report.text());
    if (options.step() == 0) {
      keep(student, student.progress().checked(names(results)));
    }
    if (!options.json() && !report.isComplete()) {
      out.println("'kobox lab hint' gives a hint; 'kobox lab read' shows the text");
    }
    return report.isComplete() ? 0 : FAILED;
  }

  private static List<String> names(List<LabCheck.StepResult> results) {
    return results.stream()
        .filter(LabCheck.StepResult::passed)
        .map(each -> each.step().test().name())
        .toList();
  }

  private void keep(StudentFolder student, Progress progress) {
    try {
      student.keep(progress);
    } catch (IOException e) {
      err.println("kobox: lab: the progress is not kept: " + e.getMessage());
    }
  }

  private void hint(List<String> words) throws IOException, LabException {
    StudentFolder student = here(List.of());
    List<String> hints = lab(student).hints();
    int number = Math.min(hints.size(), student.progress().hints() + 1);
    if (!atMost(1, words).isEmpty()) {
      number = CheckOptions.number("hint", words.getFirst());
    }
    if (number < 1 || number > hints.size()) {
      throw new LabException("hint " + number + ": there are " + hints.size());
    }
    markdown(hints.get(number - 1));
    out.println();
    out.println("hint " + number + " of " + hints.size());
    keep(student, student.progress().hinted(number));
  }

  private void solution(List<String> nothing) throws IOException, LabException {
    StudentFolder student = here(nothing);
    Path folder = lab(student).solution();
    StringBuilder text = new StringBuilder(Files.readString(folder.resolve("README.md")));
    for (Path file : Lab.sorted(folder)) {
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(".ko") && !name.equals("README.md") && !name.equals("Makefile")) {
        text.append("\n\n## ").append(name).append("\n\n~~~~\n");
        text.append(Files.readString(file).replace("\t", "        ")).append("\n~~~~\n");
      }
    }
    markdown(text.toString());
    keep(student, student.progress().solutionSeen());
  }

  private void study(List<String> words) throws IOException, LabException {
    StudentFolder student = here(List.of());
    Lab lab = lab(student);
    List<Path> answers = new ArrayList<>(List.of(lab.starter(), lab.solution()));
    answers.addAll(lab.wrong());
    if (atMost(1, words).isEmpty()) {
      answers.forEach(answer -> out.println(answer.getFileName()));
      return;
    }
    for (Path answer : answers) {
      if (String.valueOf(answer.getFileName()).equals(words.getFirst())) {
        student.study(answer);
        String copied = "study/" + words.getFirst();
        out.println(copied + ": 'kobox lab check " + copied + "' tries it");
        return;
      }
    }
    throw new LabException(words.getFirst() + ": no such answer; 'kobox lab study' shows them");
  }

  private void reset(List<String> nothing) throws IOException, LabException {
    StudentFolder student = here(nothing);
    if (!student.isOwn()) {
      throw new LabException("reset: go into the folder that 'kobox lab start' made");
    }
    Path aside = student.reset(lab(student));
    out.println(aside == null ? "reset" : "reset; your files are in " + aside.getFileName());
  }

  private void status(List<String> words) throws IOException, LabException {
    Path top = atMost(1, words).isEmpty() ? directory : directory.resolve(words.getFirst());
    List<Path> folders = new ArrayList<>();
    if (!Files.isDirectory(top) || Progress.of(top) != null) {
      folders.add(top);
    } else {
      for (Path each : Lab.sorted(top)) {
        if (Files.isDirectory(each) && Progress.of(each) != null) {
          folders.add(each);
        }
      }
    }
    if (folders.isEmpty()) {
      folders.add(top);
    }
    for (Path folder : folders) {
      StudentFolder student = StudentFolder.at(folder);
      Progress progress = student.progress();
      int steps = lab(student).steps().size();
      out.println(
          String.format(
              Locale.ROOT,
              "%-24s %d of %d steps, %d checks, %d hints%s",
              student.folder().getFileName(),
              progress.passed().size(),
              steps,
              progress.checks(),
              progress.hints(),
              progress.solution() ? ", solution seen" : ""));
    }
  }
}
