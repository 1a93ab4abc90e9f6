package io.kobox.shell.fuzz;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * LLVM's libFuzzer (https://llvm.org/docs/LibFuzzer.html), the one inside of Jazzer's native
 * library, whose callback may end the run. There is one in a process, and it runs once.
 */
final class LibFuzzer {
  /** Where the launcher says that the libraries are, a folder for each platform. */
  private static final String FOLDER = "kobox.libfuzzer";

  private static final int GO_ON = 0;
  private static final int RETURN = -2;

  /** The JVM has its own ideas of signals, and memory is its own affair. */
  private static final List<String> OPTIONS =
      List.of(
          "-verbosity=0",
          "-handle_segv=0",
          "-handle_bus=0",
          "-handle_abrt=0",
          "-handle_ill=0",
          "-handle_fpe=0",
          "-handle_int=0",
          "-handle_term=0",
          "-handle_xfsz=0",
          "-handle_usr1=0",
          "-handle_usr2=0",
          "-timeout=0",
          "-rss_limit_mb=0",
          "-malloc_limit_mb=0",
          "-detect_leaks=0",
          "-len_control=0",
          "-reload=0");

  /** Runs one input. */
  @FunctionalInterface
  interface Target {
    /** Whether the engine is to go on. */
    boolean run(byte[] input);
  }

  private final SymbolLookup library;
  private @Nullable Target target;
  private @Nullable RuntimeException failure;

  private LibFuzzer(SymbolLookup library) {
    this.library = library;
  }

  /**
   * Loads the library.
   *
   * @throws IOException says why there is none
   */
  @SuppressWarnings("restricted")
  static LibFuzzer load() throws IOException {
    String folder = System.getProperty(FOLDER, "");
    String machine = System.getProperty("os.arch", "").replace("amd64", "x86_64");
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    Path file =
        Path.of(folder)
            .resolve("jazzer_driver_" + (mac ? "macos_" : "linux_") + machine)
            .resolve(mac ? "libjazzer_driver.dylib" : "libjazzer_driver.so");
    if (!Files.isReadable(file)) {
      throw new IOException("the fuzzing engine is not there: " + file);
    }
    try {
      return new LibFuzzer(SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new IOException("the fuzzing engine cannot be loaded: " + file, e);
    }
  }

  /**
   * Gives inputs to {@code target} until it has enough.
   *
   * @param counters what it counts while an input runs
   * @param options of libFuzzer, and folders with inputs to begin with
   */
  void run(MemorySegment counters, List<String> options, Target newTarget) {
    target = newTarget;
    long count = counters.byteSize();
    Arena arena = Arena.global();
    MemorySegment places = arena.allocate(2 * Long.BYTES * count, Long.BYTES);
    for (long i = 0; i < count; i++) {
      places.setAtIndex(JAVA_LONG, 2 * i, i + 1);
    }
    List<String> words = new ArrayList<>(List.of("kobox"));
    words.addAll(OPTIONS);
    words.addAll(options);
    MemorySegment argv = arena.allocate(ADDRESS, words.size() + 1L);
    for (int i = 0; i < words.size(); i++) {
      argv.setAtIndex(ADDRESS, i, arena.allocateFrom(words.get(i)));
    }
    try {
      two("__sanitizer_cov_8bit_counters_init", counters, counters.asSlice(count));
      two("__sanitizer_cov_pcs_init", places, places.asSlice(places.byteSize()));
      MethodHandle driver =
          function(
              "LLVMFuzzerRunDriver", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
      int status =
          (int)
              driver.invokeExact(
                  arena.allocateFrom(JAVA_INT, words.size()),
                  arena.allocateFrom(ADDRESS, argv),
                  callback());
      if (status != 0) {
        throw new IllegalStateException("libFuzzer ended with " + status);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("libFuzzer failed", e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void two(String name, MemorySegment begin, MemorySegment end) throws Throwable {
    function(name, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)).invokeExact(begin, end);
  }

  @SuppressWarnings("restricted")
  private MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  @SuppressWarnings("restricted")
  private MemorySegment callback() throws ReflectiveOperationException {
    MethodHandle one =
        MethodHandles.lookup()
            .findVirtual(
                LibFuzzer.class,
                "testOneInput",
                MethodType.methodType(int.class, MemorySegment.class, long.class))
            .bindTo(this);
    return Linker.nativeLinker()
        .upcallStub(one, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG), Arena.global());
  }

  /** {@code int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)}. */
  @SuppressWarnings({"unused", "restricted"})
  private int testOneInput(MemorySegment data, long size) {
    Target current = target;
    if (current == null) {
      return RETURN;
    }
    try {
      return current.run(data.reinterpret(size).toArray(JAVA_BYTE)) ? GO_ON : RETURN;
    } catch (RuntimeException e) {
      failure = e; // must not pass through native frames
      return RETURN;
    }
  }
}
