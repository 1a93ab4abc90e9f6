package io.kobox.image.check;

import io.kobox.machine.PageFaultException;
import io.kobox.pc.FunctionTrap;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells of all that the kernel frees or is to free later, whoever asked for it. */
final class FreeTraps {
  /** The functions, and which argument they free. */
  private static final Map<String, Register> FUNCTIONS =
      Map.of(
          "kfree", Register.RDI,
          "vfree", Register.RDI,
          "kmem_cache_free", Register.RSI,
          "free_pages", Register.RDI);

  /** {@code void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)}. */
  private static final String BULK = "kmem_cache_free_bulk";

  /** Those that free after a grace period; the first argument is a struct rcu_head. */
  private static final Set<String> QUEUES = Set.of("call_rcu", "kvfree_call_rcu");

  private static final int MOST_IN_BULK = 1 << 16;

  private FreeTraps() {}

  static void install(Pc pc, ImageSymbols symbols, MemoryCheck check) {
    FUNCTIONS.forEach(
        (function, argument) ->
            add(
                pc,
                symbols.address(function),
                stopped -> {
                  check.freed(stopped.read(argument));
                  return false;
                }));
    for (String function : QUEUES) {
      add(
          pc,
          symbols.address(function),
          stopped -> {
            check.queued(stopped.read(Register.RDI));
            return false;
          });
    }
    add(
        pc,
        symbols.address(BULK),
        stopped -> {
          freeBulk(stopped, check);
          return false;
        });
  }

  private static void add(Pc pc, long function, FunctionTrap trap) {
    if (function != 0) {
      pc.trap(function, trap);
    }
  }

  private static void freeBulk(Pc pc, MemoryCheck check) {
    long count = Math.min(pc.read(Register.RSI), MOST_IN_BULK);
    long pointers = pc.read(Register.RDX);
    try {
      for (long i = 0; i < count; i++) {
        check.freed(pc.memory().getLong(pointers + i * Long.BYTES));
      }
    } catch (PageFaultException e) {
      // The kernel itself will find out.
    }
  }

  /** The functions. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(FUNCTIONS.keySet());
    names.add(BULK);
    names.addAll(QUEUES);
    return names;
  }
}
