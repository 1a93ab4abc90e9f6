package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/glob.c. */
public final class GlobExports {
  private final GuestMemory memory;

  public GlobExports(GuestMemory memory) {
    this.memory = memory;
  }

  /** bool glob_match(char const *pat, char const *str). */
  @KernelExport
  boolean glob_match(String pattern, String text) {
    return GlobMatch.matches(pattern, text);
  }

  /** bool glob_match_len(char const *pat, char const *str, size_t len). */
  @KernelExport
  boolean glob_match_len(String pattern, long text, long length) {
    long limit = Long.compareUnsigned(length, Integer.MAX_VALUE) > 0 ? Integer.MAX_VALUE : length;
    return GlobMatch.matches(pattern, memory.string(text, limit));
  }
}
