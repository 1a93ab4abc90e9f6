package io.kobox.kernel.reboot;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import java.util.HashSet;
import java.util.Set;

/** reboot_notifier_list (kernel/reboot.c). */
public final class RebootExports {
  private static final String NOTE = "the list is kept; this machine is never shut down";
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;

  private final Set<Long> notifiers = new HashSet<>();

  /** int register_reboot_notifier(struct notifier_block *nb). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int register_reboot_notifier(long notifier) {
    return notifiers.add(notifier) ? 0 : -EEXIST;
  }

  /** int unregister_reboot_notifier(struct notifier_block *nb). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int unregister_reboot_notifier(long notifier) {
    return notifiers.remove(notifier) ? 0 : -ENOENT;
  }
}
