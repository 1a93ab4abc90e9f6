package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import io.kobox.image.HostStream;
import io.kobox.image.ImageKernel;
import io.kobox.pc.Pc;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.syscalls.ErrnoException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The process that runs the machines, one module after the other, so that whatever happens in it
 * leaves the survey alone: subjects come in as lines of JSON, results go out as lines of JSON.
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
  void serve(BufferedReader in, PrintStream out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(survey(Subject.of(line)));
      out.flush();
    }
  }

  /** What a fresh machine does with the module. */
  JsonObject survey(Subject subject) {
    JsonObject result = new JsonObject();
    result.addProperty("module", subject.module());
    result.addProperty("path", subject.path());
    result.addProperty("dir", subject.directory());
    if (subject.byFile()) {
      result.addProperty("corpus", subject.corpus());
    }
    long start = System.nanoTime();
    try {
      probe(subject, result);
    } catch (IOException | ErrnoException | RuntimeException | StackOverflowError e) {
      result.addProperty("error", e.toString());
      result.addProperty("status", "error");
    }
    result.addProperty("ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
    return result;
  }

  private void probe(Subject subject, JsonObject result) throws IOException, ErrnoException {
    try (ImageKernel machine = ImageKernel.open(options.kernel(), options.config(), finder)) {
      ByteArrayOutputStream stderr = new ByteArrayOutputStream();
      List<HostStream> stdio =
          List.of(
              new HostStream(new ByteArrayInputStream(new byte[0]), null, false),
              new HostStream(null, OutputStream.nullOutputStream(), false),
              new HostStream(null, stderr, false));
      machine.run(
          "survey",
          List.of("survey"),
          "/",
          stdio,
          new ModuleProbe(subject, finder, environment, stderr, options.settle(), result));
      Pc.Halt halt = machine.halt();
      if (halt != null) {
        String words = machine.lastWords();
        result.addProperty("status", "halt");
        result.addProperty("halt", halt.name());
        result.addProperty("oops", words.substring(Math.max(0, words.length() - MOST_LAST_WORDS)));
      }
    }
  }
}
