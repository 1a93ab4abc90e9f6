package io.kobox.unicorn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds libunicorn and its functions. Searched in this order: the system property {@code
 * kobox.libunicorn}, the environment's {@code KOBOX_LIBUNICORN} (either one decides alone), the
 * system's library folders, the cache that {@code tools/libunicorn} fills. The first one of version
 * 2.1 or later is taken: earlier ones cannot page.
 */
public final class UnicornLibrary {
  private static final int OLDEST_MAJOR = 2;
  private static final int OLDEST_MINOR = 1;
  private static final String[] NAMES = {
    "libunicorn.so.2", "libunicorn.so", "libunicorn.2.dylib", "libunicorn.dylib"
  };

  private static @Nullable UnicornLibrary loaded;

  private final Path path;
  private final SymbolLookup symbols;

  private UnicornLibrary(Path path, SymbolLookup symbols) {
    this.path = path;
    this.symbols = symbols;
  }

  /** The process's libunicorn, loaded at the first call. */
  public static synchronized UnicornLibrary get() {
    if (loaded == null) {
      loaded = find();
    }
    return loaded;
  }

  /** The file it was loaded from. */
  public Path path() {
    return path;
  }

  MemorySegment function(String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new UnicornException(path + " has no function " + name));
  }

  private static UnicornLibrary find() {
    String given = System.getProperty("kobox.libunicorn", System.getenv("KOBOX_LIBUNICORN"));
    if (given != null && !given.isEmpty()) {
      return open(Path.of(given));
    }
    UnicornException tooOld = null;
    for (Path candidate : candidates()) {
      if (Files.isReadable(candidate)) {
        try {
          return open(candidate);
        } catch (UnicornException e) {
          tooOld = e;
        }
      }
    }
    if (tooOld != null) {
      throw tooOld;
    }
    throw new UnicornException("libunicorn >= 2.1 not found: run tools/libunicorn to fetch it");
  }

  private static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    String architecture = System.getProperty("os.arch", "");
    String multiarch = architecture.equals("amd64") ? "x86_64" : architecture;
    for (String folder :
        new String[] {
          "/usr/local/lib",
          "/usr/lib/" + multiarch + "-linux-gnu",
          "/usr/lib64",
          "/usr/lib",
          "/opt/homebrew/lib",
          "/home/linuxbrew/.linuxbrew/lib"
        }) {
      for (String name : NAMES) {
        candidates.add(Path.of(folder, name));
      }
    }
    candidates.add(cache().resolve("kobox/libunicorn/libunicorn.so.2"));
    return candidates;
  }

  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache == null || cache.isEmpty()
        ? Path.of(System.getProperty("user.home", "/"), ".cache")
        : Path.of(cache);
  }

  @SuppressWarnings("restricted")
  private static UnicornLibrary open(Path path) {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(path, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new UnicornException("cannot load " + path, e);
    }
    UnicornLibrary library = new UnicornLibrary(path, symbols);
    int version = library.version();
    int major = version >>> 24;
    int minor = version >>> 16 & 0xff;
    if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
      throw new UnicornException(
          "%s is libunicorn %d.%d, too old: 2.1 or later is needed".formatted(path, major, minor));
    }
    return library;
  }

  private int version() {
    MethodHandle version = NativeFunctions.plain(function("uc_version"));
    try {
      return (int) (long) version.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new UnicornException("uc_version", e);
    }
  }
}
