package io.kobox.kernel.sched;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.time.Sleep;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayDeque;
import java.util.function.LongUnaryOperator;

/** Waiting for bits and variables, in queues found by their address (kernel/sched/wait_bit.c). */
public final class WaitBitExports {
  private static final String SPURIOUS =
      "a wake-up wakes all who wait in the same of 256 queues; they look again, as they must";

  private static final int WAIT_TABLE_SIZE = 256;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private final Scheduler scheduler;
  private final WaitExports waits;
  private final Sleep timeouts;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final GuestList lists;
  private final LongUnaryOperator allocate;
  private final StructType head;
  private final StructType bitEntry;
  private long table;

  /** Entries of waits that are over, for the next ones; Linux has them on the stack. */
  private final ArrayDeque<Long> entries = new ArrayDeque<>();

  /**
   * @param allocate zeroed memory of so many bytes
   */
  public WaitBitExports(
      Scheduler scheduler,
      WaitExports waits,
      Sleep timeouts,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs,
      LongUnaryOperator allocate) {
    this.scheduler = scheduler;
    this.waits = waits;
    this.timeouts = timeouts;
    this.functions = functions;
    this.memory = memory;
    this.lists = new GuestList(memory);
    this.allocate = allocate;
    this.head = structs.type("wait_queue_head");
    this.bitEntry = structs.type("wait_bit_queue_entry");
  }

  private long queue(long hash) {
    if (table == 0) {
      table = allocate.applyAsLong((long) WAIT_TABLE_SIZE * head.size());
      for (int i = 0; i < WAIT_TABLE_SIZE; i++) {
        lists.init(table + (long) i * head.size() + head.offset("head"));
      }
    }
    return table + Math.floorMod(hash, WAIT_TABLE_SIZE) * (long) head.size();
  }

  /** wait_queue_head_t *bit_waitqueue(void *word, int bit). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  long bit_waitqueue(long word, int bit) {
    return queue((word >> 3) * Long.SIZE + bit);
  }

  /** wait_queue_head_t *__var_waitqueue(void *p). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  long __var_waitqueue(long variable) {
    return queue(variable >> 3);
  }

  /** void init_wait_var_entry(struct wait_bit_queue_entry *wbq_entry, void *var, int flags). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  void init_wait_var_entry(long entry, long variable, int flags) {
    Struct struct = bitEntry.at(entry);
    struct.set("key.flags", variable);
    struct.set("key.bit_nr", -1);
    waits.init_wait_entry(struct.addressOf("wq_entry"), flags);
  }

  /** void wake_up_var(void *var). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  void wake_up_var(long variable) {
    waits.__wake_up(__var_waitqueue(variable), Task.TASK_NORMAL, 0, 0);
  }

  /** void wake_up_bit(void *word, int bit). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  void wake_up_bit(long word, int bit) {
    waits.__wake_up(bit_waitqueue(word, bit), Task.TASK_NORMAL, 0, 0);
  }

  /** void __wake_up_bit(struct wait_queue_head *wq_head, void *word, int bit). */
  @KernelExport(level = Level.PARTIAL, note = SPURIOUS)
  void __wake_up_bit(long queue, long word, int bit) {
    waits.__wake_up(queue, Task.TASK_NORMAL, 0, 0);
  }

  private boolean test(long word, int bit) {
    return (memory.getByte(word + bit / 8) >> bit % 8 & 1) != 0;
  }

  private int wait(long word, int bit, long action, int mode, long until) {
    long queue = bit_waitqueue(word, bit);
    long entry = entries.isEmpty() ? allocate.applyAsLong(bitEntry.size()) : entries.pop();
    Struct struct = bitEntry.at(entry);
    struct.set("key.flags", word);
    struct.set("key.bit_nr", bit);
    struct.set("key.timeout", until);
    long waiter = struct.addressOf("wq_entry");
    waits.init_wait_entry(waiter, 0);
    int result = 0;
    while (test(word, bit) && result == 0) {
      waits.prepare_to_wait(queue, waiter, mode);
      if (test(word, bit)) {
        result = (int) functions.call(action, struct.addressOf("key"), mode);
      }
    }
    waits.finish_wait(queue, waiter);
    entries.push(entry);
    return result;
  }

  /** int out_of_line_wait_on_bit(void *word, int bit, wait_bit_action_f *action, mode). */
  @KernelExport
  int out_of_line_wait_on_bit(long word, int bit, long action, int mode) {
    return wait(word, bit, action, mode, 0);
  }

  /** int out_of_line_wait_on_bit_timeout(word, bit, action, mode, unsigned long timeout). */
  @KernelExport
  int out_of_line_wait_on_bit_timeout(long word, int bit, long action, int mode, long timeout) {
    return wait(word, bit, action, mode, timeout);
  }

  /** int out_of_line_wait_on_bit_lock(word, bit, action, mode): takes the bit as well. */
  @KernelExport
  int out_of_line_wait_on_bit_lock(long word, int bit, long action, int mode) {
    int result = wait(word, bit, action, mode, 0);
    if (result == 0) {
      long at = word + bit / 8;
      memory.putByte(at, (byte) (memory.getByte(at) | 1 << bit % 8));
    }
    return result;
  }

  /** int bit_wait(struct wait_bit_key *word, int mode). */
  @KernelExport(aliases = "bit_wait_io")
  int bit_wait(long key, int mode) {
    timeouts.timeout(Long.MAX_VALUE);
    return scheduler.current().signalPendingState(mode) ? -EINTR : 0;
  }

  /** int bit_wait_timeout(struct wait_bit_key *word, int mode): the key has the time left. */
  @KernelExport(aliases = "bit_wait_io_timeout")
  int bit_wait_timeout(long key, int mode) {
    long at = key + bitEntry.offset("key.timeout") - bitEntry.offset("key");
    long left = timeouts.timeout(memory.getLong(at));
    memory.putLong(at, left);
    if (left == 0) {
      return -EAGAIN;
    }
    return scheduler.current().signalPendingState(mode) ? -EINTR : 0;
  }
}
