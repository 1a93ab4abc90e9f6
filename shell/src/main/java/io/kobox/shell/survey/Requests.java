package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The subjects that a worker is asked for, one after the other, and its answers. */
final class Requests {
  private final BufferedReader in;
  private final PrintStream out;
  private @Nullable Subject subject;
  private JsonObject result = new JsonObject();
  private long start;
  private int answered;

  Requests(BufferedReader in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /** Whether there is a subject without answer; waits for the next. */
  boolean hasNext() {
    if (subject != null) {
      return true;
    }
    String line;
    try {
      line = in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (line == null) {
      return false;
    }
    subject = Subject.of(line);
    start = System.nanoTime();
    result = new JsonObject();
    result.addProperty("module", subject.module());
    result.addProperty("path", subject.path());
    result.addProperty("dir", subject.directory());
    if (subject.byFile()) {
      result.addProperty("corpus", subject.corpus());
    }
    return true;
  }

  /** What has no answer yet. */
  Subject subject() {
    if (subject == null) {
      throw new IllegalStateException("nothing is asked for");
    }
    return subject;
  }

  /** How many were answered. */
  int answered() {
    return answered;
  }

  /** What is known of it so far. */
  JsonObject result() {
    return result;
  }

  /** The result is complete. */
  void answer() {
    result.addProperty("ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
    out.println(result);
    out.flush();
    subject = null;
    answered++;
  }

  /** The machine stopped. */
  void halted(String how, String lastWords) {
    result.addProperty("status", "halt");
    result.addProperty("halt", how);
    result.addProperty("oops", lastWords);
    answer();
  }

  /** kobox itself failed. */
  void fail(String error) {
    result.addProperty("error", error);
    result.addProperty("status", "error");
    answer();
  }
}
