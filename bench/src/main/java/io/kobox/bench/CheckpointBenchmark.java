package io.kobox.bench;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.image.ImageKernel;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.profile.KernelImages;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to keep a small machine (one module, one program) and to make it that again, after
 * the module was removed and loaded anew. On the simulated kernel and on the image kernel {@code
 * 6.1.0-56-amd64}, where that is installed; run as {@link FloorBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CheckpointBenchmark {
  private static final Path MODULE =
      Path.of("..", "testdata", "modules", "hello_world", "hello_world.ko");

  /** Which kernel runs. */
  @Param({"simulated", "image"})
  public String kernel = "";

  private final SynchronousQueue<Step> steps = new SynchronousQueue<>();
  private final LinkedBlockingQueue<Step> done = new LinkedBlockingQueue<>();
  private byte[] module = new byte[0];
  private @Nullable Thread machine;
  private @Nullable Checkpoint kept;

  /** Something that the machine's program does. */
  private interface Step {
    void perform(SystemCalls calls) throws ErrnoException, CheckpointException;
  }

  /** Keeps a machine. */
  private interface Keeper {
    Checkpoint keep(SystemCalls calls) throws CheckpointException;
  }

  private Keeper keeper =
      calls -> {
        throw new IllegalStateException("there is no machine yet");
      };

  /** Starts the machine, loads the module, and keeps what it is then. */
  @Setup
  public void start() throws IOException, InterruptedException {
    module = Files.readAllBytes(MODULE);
    machine = Thread.ofPlatform().name("machine").start(this::runMachine);
    perform(
        calls -> {
          calls.initModule(module, "");
          kept = keeper.keep(calls);
        });
  }

  private void runMachine() {
    KernelConfig config = KernelConfig.isolated();
    try {
      if (kernel.equals("simulated")) {
        try (SimulatedKernel simulated = new SimulatedKernel(config)) {
          keeper = calls -> simulated.checkpoint();
          simulated.run("bench", List.of("bench"), "/", List.of(), this::serve);
        }
      } else {
        KernelImages.Image image = KernelImages.ofUser().find("6.1.0-56-amd64");
        Path file = Objects.requireNonNull(image, "not installed").vmlinux();
        try (ImageKernel real = ImageKernel.open(file, config, new NoPrograms())) {
          keeper = real::checkpoint;
          real.run("bench", List.of("bench"), "/", List.of(), this::serve);
        }
      }
    } catch (ErrnoException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int serve(SystemCalls calls) throws ErrnoException {
    try {
      for (Step step = steps.take(); !step.equals(END); step = steps.take()) {
        step.perform(calls);
        done.add(step);
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (CheckpointException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final Step END = calls -> {};

  private void perform(Step step) throws InterruptedException {
    steps.put(step);
    done.take();
  }

  /** Makes the machine another one, and has it run code that was not there before. */
  @Setup(Level.Invocation)
  public void change() throws InterruptedException {
    perform(
        calls -> {
          Objects.requireNonNull(kept).restore();
          calls.deleteModule("hello_world", OpenFlags.O_NONBLOCK);
          calls.initModule(module, "");
        });
  }

  /** Keeps what the machine is. */
  @Benchmark
  public void save() throws InterruptedException {
    perform(calls -> keeper.keep(calls));
  }

  /** Makes it what it was. */
  @Benchmark
  public void restore() throws InterruptedException {
    perform(calls -> Objects.requireNonNull(kept).restore());
  }

  /** Ends the machine. */
  @TearDown
  public void stop() throws InterruptedException {
    steps.put(END);
    if (machine != null) {
      machine.join();
    }
  }

  /** The machine runs nothing else. */
  private static final class NoPrograms implements Programs {
    @Override
    public List<String> paths() {
      return List.of();
    }

    @Override
    public Program program(String path, List<String> argv, Map<String, String> environment) {
      throw new UnsupportedOperationException(path);
    }

    @Override
    public Program find(SystemCalls calls, List<String> argv, Map<String, String> environment) {
      throw new UnsupportedOperationException(String.valueOf(argv));
    }
  }
}
