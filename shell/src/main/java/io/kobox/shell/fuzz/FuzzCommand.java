package io.kobox.shell.fuzz;

import io.kobox.kernel.KernelConfig;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code kobox fuzz}. */
public final class FuzzCommand {
  private static final int FOUND = 1;
  private static final int LONGEST_INPUT = 400;

  private final BatchMachine.Maker maker;
  private final KernelConfig config;
  private final PrintStream out;
  private final @Nullable PrintStream progress;

  /**
   * @param maker of the machines
   * @param config what they are like
   * @param progress gets how it goes; null: nobody wants to know
   */
  public FuzzCommand(
      BatchMachine.Maker maker,
      KernelConfig config,
      PrintStream out,
      @Nullable PrintStream progress) {
    this.maker = maker;
    this.config = config;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Runs the command; its exit status.
   *
   * @throws IllegalArgumentException says what is wrong with the words
   * @throws IOException if a file cannot be read or written
   */
  public int run(List<String> words) throws IOException, ErrnoException {
    if (words.contains("--help")) {
      out.print(FuzzOptions.HELP);
      return 0;
    }
    FuzzOptions options = FuzzOptions.parse(words);
    FuzzModule module = FuzzModule.read(options.module(), options.arguments());
    Files.createDirectories(options.out());
    LibFuzzer engine = LibFuzzer.load();
    EdgeCounters edges = new EdgeCounters(config.debug().code());
    try (FuzzMachines machines = new FuzzMachines(maker, config, edges, module)) {
      FuzzTarget target = target(options, machines);
      FuzzRun run = new FuzzRun(options, module, machines, target, out, progress);
      List<String> reports = machines.runAlone(FuzzInput.NOTHING);
      if (reports.isEmpty()) {
        try (Corpus corpus = Corpus.of(options.corpus(), Seeds.of(target))) {
          engine.run(edges.segment(), engineOptions(options, corpus), run);
        }
        run.endProgress();
      } else {
        run.tell(Finding.of(reports), FuzzInput.NOTHING);
      }
      Exception failure = run.failure();
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      out.println(run.runs() + " inputs, found: " + run.found());
      out.flush();
      return run.found() == 0 ? 0 : FOUND;
    }
  }

  private static List<String> engineOptions(FuzzOptions options, Corpus corpus) {
    return List.of(
        "-seed=" + options.seed(), "-max_len=" + LONGEST_INPUT, corpus.folder().toString());
  }

  private static FuzzTarget target(FuzzOptions options, FuzzMachines machines)
      throws IOException, ErrnoException {
    FuzzTarget all = machines.target();
    if (all == null) {
      throw new IllegalArgumentException(options.module() + " cannot be loaded: see kobox run");
    }
    FuzzTarget chosen = options.targets().isEmpty() ? all : named(options.targets(), all);
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "the module makes no file that could be called, and takes no parameters");
    }
    return chosen;
  }

  private static FuzzTarget named(List<String> paths, FuzzTarget all) {
    Predicate<String> device = path -> path.startsWith("/dev/");
    List<String> files = paths.stream().filter(device.negate()).toList();
    return new FuzzTarget(
        paths.stream().filter(device).toList(), files, files, all.constants(), all.parameters());
  }
}
