package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Worker} as its survey sees it: started when needed, killed when it takes too long. */
final class WorkerProcess implements AutoCloseable {
  /** A worker gives back the memory of its machines by ending, after so many. */
  private static final int MOST_MACHINES = 500;

  private final List<String> arguments;
  private final Duration timeout;
  private int machines;
  private @Nullable Process process;
  private @Nullable BufferedWriter requests;
  private @Nullable BufferedReader answers;

  WorkerProcess(List<String> arguments, Duration timeout) {
    this.arguments = arguments;
    this.timeout = timeout;
  }

  /** The line of JSON for {@code subject}, whatever happens. */
  String survey(Subject subject) throws IOException, InterruptedException {
    Process running = start();
    Watch watch = new Watch(running, timeout);
    Thread watcher = Thread.ofVirtual().start(watch);
    long start = System.nanoTime();
    String answer = ask(subject);
    watcher.interrupt();
    watcher.join();
    if (answer != null) {
      if (++machines >= MOST_MACHINES) {
        close();
      }
      return answer;
    }
    running.destroyForcibly().waitFor();
    close();
    JsonObject failure = new JsonObject();
    failure.addProperty("module", subject.module());
    failure.addProperty("path", subject.path());
    failure.addProperty("dir", subject.directory());
    if (watch.expired()) {
      failure.addProperty("status", "hang");
      failure.addProperty("timeout_s", timeout.toSeconds());
    } else {
      failure.addProperty("status", "error");
      failure.addProperty("error", "the worker ended with status " + running.exitValue());
    }
    failure.addProperty("ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
    return failure.toString();
  }

  private @Nullable String ask(Subject subject) {
    BufferedWriter writer = requests;
    BufferedReader reader = answers;
    if (writer == null || reader == null) {
      return null;
    }
    try {
      writer.write(subject.json());
      writer.newLine();
      writer.flush();
      String answer = reader.readLine();
      // A JVM that dies says so on its standard output.
      return answer == null || answer.startsWith("{") ? answer : null;
    } catch (IOException e) {
      return null;
    }
  }

  private Process start() throws IOException {
    Process running = process;
    if (running != null) {
      return running;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.kobox.shell.Main", "survey"));
    command.addAll(arguments);
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process = started;
    requests = started.outputWriter(StandardCharsets.UTF_8);
    answers = started.inputReader(StandardCharsets.UTF_8);
    return started;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
    machines = 0;
    process = null;
    requests = null;
    answers = null;
  }

  /** Kills a process that is not done in time. */
  private static final class Watch implements Runnable {
    private final Process process;
    private final Duration timeout;
    private volatile boolean expired;

    Watch(Process process, Duration timeout) {
      this.process = process;
      this.timeout = timeout;
    }

    @Override
    public void run() {
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          expired = true;
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    boolean expired() {
      return expired;
    }
  }
}
