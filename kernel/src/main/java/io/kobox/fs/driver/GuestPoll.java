package io.kobox.fs.driver;

import io.kobox.fs.PollTable;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.types.Struct;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of drivers' poll methods (fs/select.c): {@code poll_wait()} puts an entry on the driver's
 * wait queue, and a wake-up of that queue wakes the program that polls.
 */
public final class GuestPoll {
  private final Guest guest;
  private final WaitQueue.Factory waitQueues;

  /** The calls under way, by their struct poll_table_struct. */
  private final Map<Long, Call> calls = new HashMap<>();

  /** Who is woken through an entry on a driver's queue. */
  private final Map<Long, WaitQueue> sleepers = new HashMap<>();

  private static final class Call {
    private final PollTable table;
    private @Nullable WaitQueue queue;

    private Call(PollTable table) {
      this.table = table;
    }
  }

  public GuestPoll(Guest guest, WaitQueue.Factory waitQueues) {
    this.guest = guest;
    this.waitQueues = waitQueues;
  }

  /** The events that hold now; {@code table} learns what to wait on. */
  int call(long method, long file, PollTable table) {
    long address = guest.zalloc(guest.structs().type("poll_table_struct").size());
    Struct struct = guest.at("poll_table_struct", address);
    struct.set("_key", -1);
    if (!table.equals(PollTable.NO_WAIT)) {
      struct.set("_qproc", guest.addressOf().applyAsLong(PollFunctions.POLL_WAIT));
    }
    calls.put(address, new Call(table));
    try {
      return guest.callInt(method, file, address);
    } finally {
      calls.remove(address);
      guest.free(address);
    }
  }

  /** __pollwait. */
  void pollWait(long head, long pollTable) {
    Call call = calls.get(pollTable);
    if (call == null) {
      return;
    }
    WaitQueue queue = call.queue;
    if (queue == null) {
      queue = waitQueues.create();
      call.queue = queue;
      call.table.pollWait(queue);
    }
    long entry = guest.zalloc(guest.structs().type("wait_queue_entry").size());
    Struct struct = guest.at("wait_queue_entry", entry);
    struct.set("func", guest.addressOf().applyAsLong(PollFunctions.POLL_WAKE));
    guest
        .lists()
        .add(struct.addressOf("entry"), guest.at("wait_queue_head", head).addressOf("head"));
    sleepers.put(entry, queue);
    call.table.atEnd(
        () -> {
          sleepers.remove(entry);
          guest.lists().deleteInit(struct.addressOf("entry"));
          guest.free(entry);
        });
  }

  /** pollwake: 1 when somebody was woken. */
  int wake(long entry) {
    WaitQueue queue = sleepers.get(entry);
    if (queue == null) {
      return 0;
    }
    queue.wakeUp();
    return 1;
  }
}
