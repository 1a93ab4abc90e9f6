package io.kobox.kernel.capability;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;

/** kernel/capability.c: every program here is root's and may do all. */
public final class CapabilityExports {
  private static final String NOTE = "every program is root's: always true";

  /** bool capable(int cap). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  boolean capable(int capability) {
    return true;
  }

  /** bool ns_capable(struct user_namespace *ns, int cap). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  boolean ns_capable(long namespace, int capability) {
    return true;
  }

  /** bool file_ns_capable(const struct file *file, struct user_namespace *ns, int cap). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  boolean file_ns_capable(long file, long namespace, int capability) {
    return true;
  }
}
