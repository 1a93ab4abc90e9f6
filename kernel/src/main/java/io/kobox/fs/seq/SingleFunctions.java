package io.kobox.fs.seq;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** The static functions of fs/seq_file.c: a sequence of one record. */
public final class SingleFunctions {
  static final String START = "single_start";
  static final String NEXT = "single_next";
  static final String STOP = "single_stop";

  /** SEQ_START_TOKEN. */
  private static final long START_TOKEN = 1;

  private final GuestMemory memory;

  public SingleFunctions(GuestMemory memory) {
    this.memory = memory;
  }

  /** static void *single_start(struct seq_file *p, loff_t *pos). */
  @KernelExport
  long single_start(long seq, long place) {
    return memory.getLong(place) == 0 ? START_TOKEN : 0;
  }

  /** static void *single_next(struct seq_file *p, void *v, loff_t *pos). */
  @KernelExport
  long single_next(long seq, long element, long place) {
    memory.putLong(place, memory.getLong(place) + 1);
    return 0;
  }

  /** static void single_stop(struct seq_file *p, void *v). */
  @KernelExport
  void single_stop(long seq, long element) {}
}
