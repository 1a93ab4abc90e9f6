package io.kobox.bench;

import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleImage;
import io.kobox.loader.ModuleLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Loads a large module: Debian's amdgpu.ko (19.5 MB, 320,569 relocations) if nothing else is named.
 *
 * <p>Build with {@code mvn -q -pl bench -am compile dependency:build-classpath
 * -Dmdep.outputFile=target/classpath}, then run, in {@code bench/}: {@code java
 * -Dkobox.module=/path/to/amdgpu.ko -cp target/classes:$(cat target/classpath) org.openjdk.jmh.Main
 * RelocationBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RelocationBenchmark {
  private static final String DEBIAN_AMDGPU =
      "/lib/modules/6.1.0-56-amd64/kernel/drivers/gpu/drm/amd/amdgpu/amdgpu.ko";

  private byte[] file = new byte[0];

  /** Reads the file named by the system property kobox.module. */
  @Setup
  public void read() throws IOException {
    Path path = Path.of(System.getProperty("kobox.module", DEBIAN_AMDGPU));
    file = ModuleCompression.unpack(Files.readAllBytes(path));
  }

  /** The whole file part of load_module(). */
  @Benchmark
  public ModuleImage load() throws ModuleLoadException {
    return Loading.load(file);
  }
}
