package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import io.kobox.shell.interactive.Progress;
import io.kobox.shell.lang.CommandFinder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code kobox survey} and its subcommands. */
public final class SurveyCommand {
  private static final int USAGE = 2;

  private final CommandFinder finder;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * The command.
   *
   * @param finder finds the machine's programs
   * @param environment what they are started with
   * @param terminal whether {@code err} is a terminal
   */
  public SurveyCommand(
      CommandFinder finder,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      boolean terminal) {
    this.finder = finder;
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Runs the command line after {@code kobox survey}; the result is the exit status. */
  public int run(List<String> arguments) throws InterruptedException {
    String first = arguments.isEmpty() ? "--help" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    try {
      return switch (first) {
        case "-h", "--help" -> {
          out.print(SurveyOptions.USAGE);
          yield 0;
        }
        case "compare" -> compare(rest);
        case "merge" -> merge(rest);
        default -> survey(SurveyOptions.parse(arguments));
      };
    } catch (IllegalArgumentException e) {
      err.println("kobox: survey: " + e.getMessage());
      err.println("kobox: 'kobox survey --help' shows what there is");
      return USAGE;
    } catch (IOException e) {
      err.println("kobox: survey: " + e);
      return 1;
    }
  }

  private int survey(SurveyOptions options) throws IOException, InterruptedException {
    if (options.isWorker()) {
      new Worker(options, finder, environment)
          .serve(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
              new PrintStream(out, true, StandardCharsets.UTF_8));
      return 0;
    }
    options.kernel();
    int count;
    try (Progress progress = Progress.on(this::tell, terminal)) {
      count = new Survey(options, progress).run();
    }
    err.println("kobox: survey: " + count + " modules, results in " + options.out());
    return 0;
  }

  private void tell(String text) {
    err.print(text);
    err.flush();
  }

  private int compare(List<String> files) throws IOException {
    if (files.size() < 2) {
      throw new IllegalArgumentException("compare: which two files?");
    }
    Map<String, JsonObject> truth = new ResultFile(Path.of(files.getFirst())).read();
    Map<String, JsonObject> results = new TreeMap<>();
    for (String file : files.subList(1, files.size())) {
      results.putAll(new ResultFile(Path.of(file)).read());
    }
    new CompareReport(truth, results).print(out);
    return 0;
  }

  /** Joins shards, sorted by path; of several results for a module the last counts. */
  private int merge(List<String> words) throws IOException {
    int option = words.indexOf("--out");
    if (option < 0 || option + 1 >= words.size()) {
      throw new IllegalArgumentException("merge: --out is missing");
    }
    List<String> shards = new ArrayList<>(words);
    Path merged = Path.of(shards.remove(option + 1));
    shards.remove(option);
    Map<String, JsonObject> results = new TreeMap<>();
    for (String shard : shards) {
      results.putAll(new ResultFile(Path.of(shard)).read());
    }
    new ResultFile(merged).write(results.values());
    return 0;
  }
}
