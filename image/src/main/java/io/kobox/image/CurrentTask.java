package io.kobox.image;

import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Map;

/** The kernel's {@code current}, which tells processes apart whatever their registers hold. */
final class CurrentTask {
  /** The per-CPU variables that begin with the pointer, of arch/x86/include/asm/current.h. */
  static final List<String> VARIABLES = List.of("current_task", "pcpu_hot");

  private final Pc pc;
  private final long variable;

  CurrentTask(Pc pc, Map<String, Long> addresses) {
    this.pc = pc;
    long found = 0;
    for (String name : VARIABLES) {
      if (found == 0) {
        found = addresses.getOrDefault(name, 0L);
      }
    }
    this.variable = found;
  }

  /** The {@code struct task_struct} of the process that is stopped in user mode. */
  long pointer() {
    pc.pages().setRoot(pc.read(Register.CR3));
    return pc.pages().getLong(pc.perCpuBase() + variable);
  }
}
