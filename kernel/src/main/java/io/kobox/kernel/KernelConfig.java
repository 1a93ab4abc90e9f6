package io.kobox.kernel;

import io.kobox.profile.KernelProfile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is to be like.
 *
 * @param hostRoot the host's directory that shows under the machine's root; null: none
 * @param modules the host's directory that is /lib/modules/RELEASE; null: none
 * @param binds further directories of the host, read-only
 * @param seed varies what Linux leaves to chance
 * @param realtime whether the clock follows the wall clock
 * @param lenient whether unresolved symbols become traps
 * @param debug what it is watched for
 * @param profile what is known of the kernel that is simulated
 */
public record KernelConfig(
    @Nullable Path hostRoot,
    @Nullable Path modules,
    List<Bind> binds,
    long seed,
    boolean realtime,
    boolean lenient,
    DebugConfig debug,
    KernelProfile profile) {

  /** A machine with all checks, reported to standard error, and the embedded profile's kernel. */
  public KernelConfig(
      @Nullable Path hostRoot,
      @Nullable Path modules,
      List<Bind> binds,
      long seed,
      boolean realtime,
      boolean lenient) {
    this(
        hostRoot,
        modules,
        binds,
        seed,
        realtime,
        lenient,
        DebugConfig.standard(),
        KernelProfile.embedded());
  }

  /** A host directory shown at a path of the machine. */
  public record Bind(Path host, String path) {}

  /** A machine without host files, in virtual time. */
  public static KernelConfig isolated() {
    return new KernelConfig(null, null, List.of(), 0, false, false);
  }
}
