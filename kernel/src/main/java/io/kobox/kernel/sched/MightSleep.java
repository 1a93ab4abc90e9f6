package io.kobox.kernel.sched;

import io.kobox.kernel.check.AtomicContext;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Stacks;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.TrapHandler;
import io.kobox.mm.Gfp;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Calls that may sleep, made where nothing must (kernel/sched/core.c: __might_resched, as with
 * CONFIG_DEBUG_ATOMIC_SLEEP, which the recorded kernel is built without). Reported once for each
 * place that calls.
 */
public final class MightSleep implements CallInterceptor {
  private static final String ALLOC = "include/linux/sched/mm.h:274";

  /** The argument with GFP flags: the call sleeps only if these allow it. */
  private static final Map<String, Register> ALLOCATIONS =
      Map.ofEntries(
          Map.entry("__kmalloc", Register.RSI),
          Map.entry("__kmalloc_node", Register.RSI),
          Map.entry("__kmalloc_node_track_caller", Register.RSI),
          Map.entry("kmalloc_large", Register.RSI),
          Map.entry("kmalloc_large_node", Register.RSI),
          Map.entry("kmalloc_trace", Register.RSI),
          Map.entry("kmalloc_node_trace", Register.RSI),
          Map.entry("kmem_cache_alloc", Register.RSI),
          Map.entry("kmem_cache_alloc_node", Register.RSI),
          Map.entry("kmem_cache_alloc_lru", Register.RDX),
          Map.entry("krealloc", Register.RDX),
          Map.entry("kstrdup", Register.RSI),
          Map.entry("kasprintf", Register.RDI),
          Map.entry("kvasprintf", Register.RDI),
          Map.entry("kmemdup", Register.RDX),
          Map.entry("__alloc_pages", Register.RDI),
          Map.entry("__get_free_pages", Register.RDI),
          Map.entry("get_zeroed_page", Register.RDI));

  /** What always may sleep, and where the kernel says so. */
  private static final Map<String, String> SLEEPERS =
      Map.ofEntries(
          Map.entry("mutex_lock", "kernel/locking/mutex.c:283"),
          Map.entry("mutex_lock_interruptible", "kernel/locking/mutex.c:979"),
          Map.entry("mutex_lock_killable", "kernel/locking/mutex.c:1003"),
          Map.entry("down_read", "kernel/locking/rwsem.c:1519"),
          Map.entry("down_write", "kernel/locking/rwsem.c:1572"),
          Map.entry("down", "kernel/locking/semaphore.c:59"),
          Map.entry("down_interruptible", "kernel/locking/semaphore.c:83"),
          Map.entry("wait_for_completion", "kernel/sched/completion.c:101"),
          Map.entry("_copy_from_user", "lib/usercopy.c:14"),
          Map.entry("_copy_to_user", "lib/usercopy.c:36"),
          Map.entry("strncpy_from_user", "lib/strncpy_from_user.c:117"));

  private static final Set<String> USER_ACCESS =
      Set.of("_copy_from_user", "_copy_to_user", "strncpy_from_user");

  private final AtomicContext context;
  private final GuestMemory memory;
  private final Stacks stacks;
  private final CheckReports reports;
  private final Set<Long> reported = new HashSet<>();

  public MightSleep(
      AtomicContext context, GuestMemory memory, Stacks stacks, CheckReports reports) {
    this.context = context;
    this.memory = memory;
    this.stacks = stacks;
    this.reports = reports;
  }

  @Override
  public TrapHandler intercept(String function, TrapHandler handler) {
    if (!concerns(function)) {
      return handler;
    }
    return (cpu, at) -> {
      called(function, cpu);
      handler.handle(cpu, at);
    };
  }

  /** Whether {@code function} may sleep. */
  public boolean concerns(String function) {
    return ALLOCATIONS.containsKey(function) || SLEEPERS.containsKey(function);
  }

  /** One of the functions concerned is entered. */
  public void called(String function, Registers registers) {
    Register flags = ALLOCATIONS.get(function);
    if ((context.preemptCount() != 0 || context.irqsDisabled())
        && (flags == null || (registers.read(flags) & Gfp.DIRECT_RECLAIM) != 0)
        && !(USER_ACCESS.contains(function) && context.pageFaultsDisabled())) {
      report(memory.getLong(registers.read(Register.RSP)), SLEEPERS.getOrDefault(function, ALLOC));
    }
  }

  private void report(long caller, String place) {
    if (!reported.add(caller)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append("BUG: sleeping function called from invalid context at ").append(place);
    text.append(
        String.format(
            Locale.ROOT,
            "\nin_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s\n",
            context.preemptCount() != 0 ? 1 : 0,
            context.irqsDisabled() ? 1 : 0,
            stacks.pid(),
            stacks.comm()));
    text.append(
        String.format(Locale.ROOT, "preempt_count: %x, expected: 0\n", context.preemptCount()));
    text.append("Call Trace:\n");
    stacks.names(stacks.save()).forEach(name -> text.append(' ').append(name).append('\n'));
    reports.report(text.toString());
  }
}
