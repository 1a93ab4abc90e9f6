package io.kobox.kernel.printk;

/**
 * One record of the kernel log (kernel/printk/printk_ringbuffer.h: struct printk_info and its
 * text).
 *
 * @param seq the sequence number, from 0
 * @param tsNsec when the message was printed, in nanoseconds of the local clock
 * @param facility the syslog facility; 0 is the kernel
 * @param level the level, 0 (emergency) to 7 (debug)
 * @param flags {@link #NEWLINE} and {@link #CONT}
 * @param callerId the task's pid, or 0x80000000 + CPU outside of tasks
 * @param subsystem the dict's SUBSYSTEM; "" if the record is about no device
 * @param device the dict's DEVICE; "" if the record is about no device
 * @param text the message without its last newline
 */
public record PrintkRecord(
    long seq,
    long tsNsec,
    int facility,
    int level,
    int flags,
    int callerId,
    String subsystem,
    String device,
    String text) {
  /** The text ended with a newline. */
  public static final int NEWLINE = 2;

  /** The message continues one that could not be continued. */
  public static final int CONT = 8;

  /** How many lines the text has. */
  int lineCount() {
    int lines = 1;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      lines++;
    }
    return lines;
  }

  PrintkRecord extended(String more, boolean newline) {
    return new PrintkRecord(
        seq,
        tsNsec,
        facility,
        level,
        newline ? flags | NEWLINE : flags,
        callerId,
        subsystem,
        device,
        text + more);
  }
}
