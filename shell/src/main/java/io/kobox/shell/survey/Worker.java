package io.kobox.shell.survey;

import io.kobox.checkpoint.StartingPoint;
import io.kobox.image.HostStream;
import io.kobox.image.ImageKernel;
import io.kobox.pc.Pc;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * The process that runs the machines, so that whatever happens in it leaves the survey alone:
 * subjects come in as lines of JSON, results go out as lines of JSON. A machine that is done with
 * one module is made again what it was before the next, which is much less work than another.
 */
final class Worker {
  private static final int MOST_LAST_WORDS = 4000;

  private final SurveyOptions options;
  private final CommandFinder finder;
  private final Map<String, String> environment;

  Worker(SurveyOptions options, CommandFinder finder, Map<String, String> environment) {
    this.options = options;
    this.finder = finder;
    this.environment = environment;
  }

  /** Answers every line of {@code in} with one of {@code out}. */
  void serve(BufferedReader in, PrintStream out) {
    Requests requests = new Requests(in, out);
    while (requests.hasNext()) {
      try (ImageKernel machine = ImageKernel.open(options.kernel(), options.config(), finder)) {
        int before = requests.answered();
        serve(machine, requests);
        if (requests.answered() == before) {
          requests.fail("the machine ended");
        }
      } catch (IOException | ErrnoException | RuntimeException | StackOverflowError e) {
        requests.fail(e.toString());
      }
    }
  }

  /** Answers as many requests as the machine can. */
  private void serve(ImageKernel machine, Requests requests) {
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    List<HostStream> stdio =
        List.of(
            new HostStream(new ByteArrayInputStream(new byte[0]), null, false),
            new HostStream(null, OutputStream.nullOutputStream(), false),
            new HostStream(null, stderr, false));
    Program probes = calls -> probe(machine, calls, requests, stderr);
    machine.run("survey", List.of("survey"), "/", stdio, probes);
    Pc.Halt halt = machine.halt();
    if (halt != null) {
      String words = machine.lastWords();
      requests.halted(halt.name(), words.substring(Math.max(0, words.length() - MOST_LAST_WORDS)));
    }
  }

  private int probe(
      ImageKernel machine, SystemCalls calls, Requests requests, ByteArrayOutputStream stderr)
      throws ErrnoException {
    StartingPoint fresh = StartingPoint.here(() -> machine.checkpoint(calls));
    do {
      stderr.reset();
      new ModuleProbe(
              requests.subject(), finder, environment, stderr, options.settle(), requests.result())
          .run(calls);
      requests.answer();
    } while (requests.hasNext() && fresh.goBack());
    return 0;
  }
}
