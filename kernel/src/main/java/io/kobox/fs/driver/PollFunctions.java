package io.kobox.fs.driver;

import io.kobox.export.KernelExport;

/** The static functions of fs/select.c that drivers reach through a poll table. */
public final class PollFunctions {
  static final String POLL_WAIT = "__pollwait";
  static final String POLL_WAKE = "pollwake";

  private final GuestPoll poll;

  public PollFunctions(GuestPoll poll) {
    this.poll = poll;
  }

  /** static void __pollwait(struct file *filp, wait_queue_head_t *wait_address, poll_table *p). */
  @KernelExport
  void __pollwait(long file, long head, long table) {
    poll.pollWait(head, table);
  }

  /**
   * static int pollwake(wait_queue_entry_t *wait, unsigned mode, int sync, void *key): looks again
   * whatever the key says.
   */
  @KernelExport
  int pollwake(long entry, int mode, int sync, long key) {
    return poll.wake(entry);
  }
}
