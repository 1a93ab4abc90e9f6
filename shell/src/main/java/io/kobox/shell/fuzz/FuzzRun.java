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
final class FuzzRun implements LibFuzzer.Target, AutoCloseable {
  /** Machines grow with what their kernel keeps of modules that are gone. */
  private static final int MOST_RUNS_OF_A_MACHINE = 500;

  private static final long PROGRESS_NANOS = 500_000_000;

  private final FuzzOptions options;
  private final FuzzMachines machines;
  private final FuzzTarget target;
  private final PrintStream out;
  private final @Nullable PrintStream progress;
  private final Set<String> found = new TreeSet<>();
  private final long start = System.nanoTime();
  private @Nullable FuzzMachine machine;
  private int runsOfMachine;
  private long runs;
  private long shown;
  private @Nullable Exception failure;

  /**
   * @param out gets the findings
   * @param progress gets how it goes; null: nobody wants to know
   */
  FuzzRun(
      FuzzOptions options,
      FuzzMachines machines,
      FuzzTarget target,
      PrintStream out,
      @Nullable PrintStream progress) {
    this.options = options;
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
    List<FuzzCall> sequence = InputDecoder.decode(target, input);
    try {
      machines.edges().begin();
      List<String> reports = current().run(sequence);
      if (!reports.isEmpty()) {
        close();
        examine(Finding.of(reports), sequence);
      }
    } catch (ErrnoException | IOException e) {
      failure = e;
      return false;
    }
    showProgress();
    return runs < options.runs() && seconds() < options.seconds();
  }

  private FuzzMachine current() throws ErrnoException {
    FuzzMachine now = machine;
    if (now == null || runsOfMachine >= MOST_RUNS_OF_A_MACHINE) {
      close();
      now = machines.boot();
      machine = now;
      runsOfMachine = 0;
    }
    runsOfMachine++;
    return now;
  }

  /** Switches the machine off; the next input gets another one. */
  @Override
  public void close() {
    FuzzMachine old = machine;
    machine = null;
    if (old != null) {
      old.close();
    }
  }

  /** Only what a machine of its own finds again counts: that is what a test will do. */
  private void examine(Finding finding, List<FuzzCall> sequence)
      throws ErrnoException, IOException {
    if (!found.contains(finding.key()) && machines.finds(finding, sequence)) {
      Reducer reducer = new Reducer(fewer -> machines.finds(finding, fewer));
      List<FuzzCall> smallest = reducer.reduce(sequence);
      tell(Finding.of(machines.runAlone(smallest)), smallest);
    }
  }

  /** Prints a finding and writes the test that finds it again. */
  void tell(Finding finding, List<FuzzCall> calls) throws IOException {
    found.add(finding.key());
    String name = String.valueOf(options.module().getFileName()).replaceFirst("\\.ko.*$", "");
    Path file = options.out().resolve("fuzz-" + name + "-" + found.size() + ".kbt");
    Files.writeString(
        file, Reproducer.of(finding, calls, options.module(), options.parameters(), options.out()));
    endProgress();
    for (String report : finding.reports()) {
      report.lines().forEach(out::println);
    }
    out.println("found by input " + runs + ", a test: " + file);
    calls.forEach(call -> out.println("    " + call));
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
