package io.kobox.profile;

import java.nio.file.Path;

/** The folder in which kobox keeps, for a user, what can be made or fetched again. */
public final class UserCache {
  private UserCache() {}

  /** {@code $XDG_CACHE_HOME/kobox}, or {@code ~/.cache/kobox}. */
  public static Path folder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home", "/"), ".cache")
            : Path.of(cache);
    return folder.resolve("kobox");
  }
}
