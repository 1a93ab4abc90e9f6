package io.kobox.bench;

import io.kobox.profile.KernelProfile;
import io.kobox.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long it takes to read a profile: {@code LoadProfile FILE} reads it many times in one process
 * and prints the median of the later half. "All" is exports, types with a look-up in each, and the
 * symbols; a run of a module needs the symbols only if it prints names of the kernel's.
 */
public final class LoadProfile {
  private static final int ROUNDS = 60;

  private LoadProfile() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long[] needed = new long[ROUNDS];
    long[] all = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      KernelProfile profile = ProfileReader.read(file);
      if (profile.exports().find("_printk") == null
          || profile.types().struct("task_struct").field("comm").size() != 16) {
        throw new IOException("not a profile");
      }
      needed[i] = System.nanoTime() - start;
      if (profile.symbols() != null) {
        profile.symbols().size();
      }
      all[i] = System.nanoTime() - start;
    }
    System.out.printf(
        "exports and types %.1f ms, with symbols %.1f ms%n", median(needed), median(all));
  }

  private static double median(long[] times) {
    long[] warm = Arrays.copyOfRange(times, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    return warm[warm.length / 2] / 1e6;
  }
}
