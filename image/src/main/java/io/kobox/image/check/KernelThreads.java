package io.kobox.image.check;

import io.kobox.kernel.check.LeftBehind;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.Set;
import java.util.function.LongPredicate;

/** Kernel threads that have not ended (kernel/kthread.c). */
final class KernelThreads implements LeftBehind.Kind {
  private static final String INIT_TASK = "init_task";

  static final Set<String> SYMBOLS = Set.of(INIT_TASK);

  /** {@code PF_KTHREAD} (include/linux/sched.h). */
  private static final long KTHREAD = 0x00200000;

  private static final int MOST_TASKS = 1 << 16;

  private final Structs structs;
  private final ImageSymbols symbols;

  KernelThreads(Structs structs, ImageSymbols symbols) {
    this.structs = structs;
    this.symbols = symbols;
  }

  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    long init = symbols.address(INIT_TASK);
    if (init == 0) {
      return;
    }
    long list = structs.type("task_struct").offset("tasks");
    Struct task = structs.at("task_struct", init);
    for (int i = 0; i < MOST_TASKS; i++) {
      task = structs.at("task_struct", task.get("tasks.next") - list);
      if (task.address() == init) {
        return;
      }
      long kthread = (task.get("flags") & KTHREAD) == 0 ? 0 : task.get("worker_private");
      long function = kthread == 0 ? 0 : structs.at("kthread", kthread).get("threadfn");
      if (ofModule.test(function)) {
        String name = task.string("comm") + "/" + task.getInt("pid");
        finding.found("kernel thread (" + name + ")", task.address(), function);
      }
    }
  }
}
