package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import io.kobox.shell.interactive.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands the modules to the workers and keeps their results. */
final class Survey {
  private final SurveyOptions options;
  private final Progress progress;

  Survey(SurveyOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Surveys what the result file does not have yet; the number of modules that were surveyed. */
  int run() throws IOException, InterruptedException {
    ResultFile file = new ResultFile(options.out());
    Map<String, JsonObject> done = file.read();
    file.write(done.values());
    List<Subject> subjects =
        options.shard().of(SubjectList.read(options.modules(), options.list())).stream()
            .filter(subject -> !done.containsKey(subject.path()))
            .toList();
    ConcurrentLinkedQueue<Subject> queue = new ConcurrentLinkedQueue<>(subjects);
    AtomicInteger finished = new AtomicInteger();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> jobs = new ArrayList<>();
      for (int i = 0; i < options.jobs(); i++) {
        jobs.add(
            executor.submit(
                () -> {
                  work(queue, file, finished, subjects.size());
                  return null;
                }));
      }
      for (Future<?> job : jobs) {
        job.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return finished.get();
  }

  private void work(
      ConcurrentLinkedQueue<Subject> queue, ResultFile file, AtomicInteger finished, int total)
      throws IOException, InterruptedException {
    try (WorkerProcess worker = new WorkerProcess(options.workerArguments(), options.timeout())) {
      for (Subject subject = queue.poll(); subject != null; subject = queue.poll()) {
        file.add(worker.survey(subject));
        synchronized (progress) {
          progress.step(finished.incrementAndGet(), total, subject.module());
        }
      }
    }
  }
}
