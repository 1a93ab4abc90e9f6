package io.kobox.bench;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a module's calls to the simulated kernel cost (testdata/bench/floor_bench.c): an export that
 * does nothing, printk, kmalloc and kfree, mutex_lock and mutex_unlock, a switch to another task, a
 * tick of the timer wheel, msleep(1000) in virtual time.
 *
 * <p>Build with {@code mvn -q -pl bench -am compile dependency:build-classpath
 * -Dmdep.outputFile=target/classpath}, then run, in {@code bench/}: {@code java
 * --enable-native-access=ALL-UNNAMED -Dkobox.libunicorn=FILE -cp target/classes:$(cat
 * target/classpath) org.openjdk.jmh.Main FloorBenchmark}. Virtual threads have one carrier, as in
 * the command {@code kobox}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Djdk.virtualThreadScheduler.parallelism=1")
public class FloorBenchmark {
  private static final int COUNT = 10_000;
  private static final Path MODULE =
      Path.of("..", "testdata", "bench", "floor_bench.ko").toAbsolutePath().normalize();
  private static final String PARAMETER = "/sys/module/floor_bench/parameters/run";

  /** What is done; the module knows it by its place here. */
  @Param({"export", "printk", "kmalloc", "mutex", "switch", "tick", "msleep"})
  public String operation = "";

  /** Whether all checks are on, as they are by default. */
  @Param({"false", "true"})
  public boolean checks;

  private final SynchronousQueue<byte[]> requests = new SynchronousQueue<>();
  private final SynchronousQueue<Integer> answers = new SynchronousQueue<>();
  private @Nullable Thread machine;
  private byte[] request = new byte[0];

  /** Starts the machine, which waits for what it is to do. */
  @Setup
  public void start() {
    int number =
        List.of("export", "printk", "kmalloc", "mutex", "switch", "tick", "msleep")
            .indexOf(operation);
    request = Integer.toString(number).getBytes(StandardCharsets.ISO_8859_1);
    machine = Thread.ofPlatform().name("machine").start(this::runMachine);
  }

  private void runMachine() {
    Set<Check> on = checks ? Check.all() : EnumSet.noneOf(Check.class);
    DebugConfig debug = new DebugConfig(on, CheckReports.STANDARD_ERROR, null, null);
    KernelConfig config =
        new KernelConfig(
            Path.of("/"), null, List.of(), 0, false, false, debug, KernelProfile.embedded());
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      kernel.run("bench", List.of("bench"), "/", List.of(), this::serve);
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The machine's one program. */
  private int serve(SystemCalls calls) throws ErrnoException {
    int module = calls.openat(OpenFlags.AT_FDCWD, MODULE.toString(), OpenFlags.O_RDONLY, 0);
    calls.finitModule(module, "count=" + COUNT, 0);
    try {
      while (true) {
        byte[] number = requests.take();
        if (number.length == 0) {
          return 0;
        }
        int parameter = calls.openat(OpenFlags.AT_FDCWD, PARAMETER, OpenFlags.O_WRONLY, 0);
        answers.put(calls.write(parameter, number, 0, number.length));
        calls.close(parameter);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** One of {@link #COUNT} operations. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int call() throws InterruptedException {
    requests.put(request);
    return answers.take();
  }

  /** Ends the machine. */
  @TearDown
  public void stop() throws InterruptedException {
    requests.put(new byte[0]);
    if (machine != null) {
      machine.join();
    }
  }
}
