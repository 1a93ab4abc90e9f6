package io.kobox.shell.fuzz;

import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes inputs, and tells what is found with them. */
final class FuzzRun implements LibFuzzer.Target {
  private static final long PROGRESS_NANOS = 500_000_000;

  private final FuzzOptions options;
  private final FuzzModule module;
  private final FuzzMachines machines;
  private final FuzzTarget target;
  private final PrintStream out;
  private final @Nullable PrintStream progress;
  private final Set<String> found = new TreeSet<>();

  /** What a machine of its own did not find. */
  private final Set<String> doubtful = new TreeSet<>();

  private final long start = System.nanoTime();
  private long runs;
  private long shown;
  private @Nullable Exception failure;

  /**
   * @param out gets the findings
   * @param progress gets how it goes; null: nobody wants to know
   */
  FuzzRun(
      FuzzOptions options,
      FuzzModule module,
      FuzzMachines machines,
      FuzzTarget target,
      PrintStream out,
      @Nullable PrintStream progress) {
    this.options = options;
    this.module = module;
    this.machines = machines;
    this.target = target;
    this.out = out;
    this.progress = progress;
  }

  /** How many inputs there were. */
  long runs() {
    return runs;
  }

  /** How many different things were found. */
  int found() {
    return found.size();
  }

  /** What went wrong with the machines or files; null: nothing. */
  @Nullable Exception failure() {
    return failure;
  }

  @Override
  public boolean run(byte[] input) {
    runs++;
    FuzzInput calls = InputDecoder.decode(target, input);
    try {
      List<String> reports = machines.run(calls);
      if (!reports.isEmpty()) {
        examine(Finding.of(reports), calls);
      }
    } catch (ErrnoException | IOException e) {
      failure = e;
      return false;
    }
    showProgress();
    return runs < options.runs() && seconds() < options.seconds();
  }

  /** Only what a machine of its own finds again counts: that is what a test will do. */
  private void examine(Finding finding, FuzzInput input) throws ErrnoException, IOException {
    if (found.contains(finding.key()) || doubtful.contains(finding.key())) {
      return;
    }
    FuzzInput smallest = new Reducer(fewer -> findsAgain(finding, fewer)).reduce(input);
    List<String> reports = machines.runAlone(smallest);
    if (isThat(finding, reports)) {
      tell(Finding.of(reports), smallest);
    } else {
      doubtful.add(finding.key());
    }
  }

  private boolean findsAgain(Finding finding, FuzzInput input) {
    try {
      return isThat(finding, machines.run(input));
    } catch (ErrnoException | IOException e) {
      return false;
    }
  }

  private static boolean isThat(Finding finding, List<String> reports) {
    return !reports.isEmpty() && Finding.of(reports).key().equals(finding.key());
  }

  /** Prints a finding and writes the test that finds it again. */
  void tell(Finding finding, FuzzInput input) throws IOException {
    found.add(finding.key());
    Path file = options.out().resolve("fuzz-" + module.name() + "-" + found.size() + ".kbt");
    Files.writeString(file, Reproducer.of(finding, input, module, options.out()));
    endProgress();
    for (String report : finding.reports()) {
      report.lines().forEach(out::println);
    }
    out.println("found by input " + runs + ", a test: " + file);
    if (!input.parameters().isEmpty()) {
      out.println("    insmod " + module.file() + " " + String.join(" ", module.arguments(input)));
    }
    input.lines().forEach(line -> out.println("    " + line));
    out.flush();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void showProgress() {
    long now = System.nanoTime();
    if (progress != null && now - shown > PROGRESS_NANOS) {
      shown = now;
      progress.printf(
          "\r%d of %d inputs, %.0f a second, %d found ",
          runs, options.runs(), runs / seconds(), found.size());
      progress.flush();
    }
  }

  void endProgress() {
    if (progress != null) {
      progress.print("\r\u001b[K");
      progress.flush();
    }
  }
}
