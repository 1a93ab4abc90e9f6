package io.kobox.kernel.printk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernel log (kernel/printk/printk.c): takes messages, keeps them in a ring, tells listeners of
 * records as they become visible.
 */
public final class Printk {
  /** The level that means "none given": the default level is taken. */
  public static final int LOGLEVEL_DEFAULT = -1;

  /** The level of messages from the scheduler. */
  static final int LOGLEVEL_SCHED = -2;

  /** A record's longest formatted form. */
  static final int CONSOLE_LOG_MAX = 1024;

  /** The longest text of a record, with its terminating zero. */
  public static final int LOG_LINE_MAX = CONSOLE_LOG_MAX - 32;

  /** CONFIG_LOG_BUF_SHIFT. */
  private static final int LOG_BUF_SHIFT = 17;

  /** How deep a message may be printed while another is being formatted. */
  private static final int PRINTK_MAX_RECURSION = 3;

  private static final char KERN_SOH = 1;

  private final PrintkRingbuffer ring = new PrintkRingbuffer(LOG_BUF_SHIFT);
  private final LongSupplier clock;
  private final IntSupplier caller;
  private final List<PrintkListener> listeners = new ArrayList<>();
  private final ConsoleLevels consoleLevels = new ConsoleLevels();
  private DevkmsgLog devkmsgLog = DevkmsgLog.RATELIMIT;
  private long listenedSeq;
  private long clearSeq;
  private int recursion;
  private boolean notifying;
  private boolean suppressed;

  /**
   * An empty log.
   *
   * @param clock local_clock(): nanoseconds
   * @param caller printk_caller_id(): the running task's pid, or 0x80000000 + CPU outside of tasks
   */
  public Printk(LongSupplier clock, IntSupplier caller) {
    this.clock = clock;
    this.caller = caller;
  }

  /** The text of a message, formatted when the log is ready for it. */
  public interface Message {
    /** The formatted message, of which at most {@code limit} bytes are needed. */
    Formatted format(int limit);
  }

  /**
   * A formatted message.
   *
   * @param text its first bytes
   * @param length the length of the whole
   */
  public record Formatted(String text, long length) {}

  /** Who a message is about ({@code struct dev_printk_info}): the dict's SUBSYSTEM and DEVICE. */
  public record DeviceInfo(String subsystem, String device) {}

  /**
   * Prints {@code text}, which may start with KERN_SOH and a level.
   *
   * @return the length of what was printed
   */
  public int printk(String text) {
    return emit(0, LOGLEVEL_DEFAULT, null, text);
  }

  /** Prints a kernel message of {@code level} 0 to 7. */
  public int printk(int level, String text) {
    // the level stands before the text, where it takes of the room for a line
    return printk(level == LOGLEVEL_DEFAULT ? text : String.valueOf(KERN_SOH) + level + text);
  }

  /** {@code vprintk_emit()} of a text that is already formatted. */
  public int emit(int facility, int level, @Nullable DeviceInfo device, String text) {
    return emit(
        facility,
        level,
        device,
        limit ->
            new Formatted(text.length() > limit ? text.substring(0, limit) : text, text.length()));
  }

  /**
   * Stores a message and shows it to listeners ({@code vprintk_emit()}).
   *
   * @return the length of the stored text
   */
  public int emit(int facility, int level, @Nullable DeviceInfo device, Message message) {
    if (suppressed) {
      return 0;
    }
    int known = level == LOGLEVEL_SCHED ? LOGLEVEL_DEFAULT : level;
    int length = store(facility, known, device, message);
    notifyListeners();
    return length;
  }

  /** {@code vprintk_store()}. */
  private int store(int facility, int level, @Nullable DeviceInfo device, Message message) {
    if (recursion > PRINTK_MAX_RECURSION) {
      return 0;
    }
    recursion++;
    try {
      long now = clock.getAsLong();
      Formatted formatted = message.format(LOG_LINE_MAX - 1);
      return store(facility, level, device, formatted, now);
    } finally {
      recursion--;
    }
  }

  private int store(
      int facility, int level, @Nullable DeviceInfo device, Formatted formatted, long now) {
    int reserved = Math.min((char) (formatted.length() + 1), LOG_LINE_MAX);
    Prefix prefix = facility == 0 ? Prefix.of(formatted.text(), 7) : Prefix.NONE;
    int messageLevel = level == LOGLEVEL_DEFAULT ? prefix.level() : level;
    if (messageLevel == LOGLEVEL_DEFAULT) {
      messageLevel = consoleLevels.defaultMessage();
    }
    // Linux counts in 16 bits: a message of 65535 bytes leaves no room at all.
    String text = formatted.text();
    text = text.substring(0, Math.min(text.length(), Math.max(reserved - 1, 0)));
    boolean newline = text.endsWith("\n");
    if (newline) {
      text = text.substring(0, text.length() - 1);
    }
    if (facility == 0) {
      text = text.substring(Prefix.of(text, Integer.MAX_VALUE).length());
    }
    newline |= device != null;
    int callerId = caller.getAsInt();
    if (prefix.cont()) {
      PrintkRecord last = ring.continuable(callerId);
      int size = last == null ? 0 : last.text().length() + reserved;
      if (last != null && size <= LOG_LINE_MAX) {
        ring.extendLast(last.extended(text, newline), size);
        return text.length();
      }
    }
    int flags = (newline ? PrintkRecord.NEWLINE : 0) | (prefix.cont() ? PrintkRecord.CONT : 0);
    ring.append(
        new PrintkRecord(
            ring.headSeq(),
            now,
            facility,
            messageLevel & 7,
            flags,
            callerId,
            device == null ? "" : device.subsystem(),
            device == null ? "" : device.device(),
            text),
        reserved);
    return text.length();
  }

  /**
   * The level and control flags before a text ({@code printk_parse_prefix()}).
   *
   * @param length how many chars they take
   * @param level the first level given, or LOGLEVEL_DEFAULT
   * @param cont whether KERN_CONT is among them
   */
  private record Prefix(int length, int level, boolean cont) {
    static final Prefix NONE = new Prefix(0, LOGLEVEL_DEFAULT, false);

    /** The prefix within the first {@code limit} chars of {@code text}. */
    static Prefix of(String text, int limit) {
      int end = Math.min(text.length(), limit);
      int length = 0;
      int level = LOGLEVEL_DEFAULT;
      boolean cont = false;
      while (length + 1 < end && text.charAt(length) == KERN_SOH) {
        char c = text.charAt(length + 1);
        if (c == 'c') {
          cont = true;
        } else if (c >= '0' && c <= '7') {
          level = level == LOGLEVEL_DEFAULT ? c - '0' : level;
        } else {
          break;
        }
        length += 2;
      }
      return new Prefix(length, level, cont);
    }
  }

  /** Adds a listener; it first gets the records that are there already. */
  public void addListener(PrintkListener listener) {
    for (PrintkRecord r = ring.read(0); r != null && r.seq() < listenedSeq; ) {
      listener.record(r);
      r = ring.read(r.seq() + 1);
    }
    listeners.add(listener);
    notifyListeners();
  }

  private void notifyListeners() {
    if (notifying) {
      return;
    }
    notifying = true;
    try {
      PrintkRecord next = ring.read(listenedSeq);
      while (next != null) {
        listenedSeq = next.seq() + 1;
        for (PrintkListener listener : listeners) {
          listener.record(next);
        }
        next = ring.read(listenedSeq);
      }
    } finally {
      notifying = false;
    }
  }

  /** After a panic nothing more is printed ({@code suppress_printk}). */
  public void suppress() {
    suppressed = true;
  }

  /** The first record from {@code seq} on that can be read ({@code prb_read_valid()}). */
  public @Nullable PrintkRecord read(long seq) {
    return ring.read(seq);
  }

  /** The oldest readable record's sequence number; 0 if there is none. */
  public long firstValidSeq() {
    return ring.firstValidSeq();
  }

  /** The sequence number that the next readable record will have. */
  public long nextSeq() {
    return ring.nextSeq();
  }

  /** Where {@code dmesg} starts: the first record after the last clear. */
  public long clearSeq() {
    return clearSeq;
  }

  void clear(long seq) {
    clearSeq = seq;
  }

  /** The size of the log's text space in bytes. */
  public int size() {
    return ring.textSize();
  }

  /** What becomes of writes to /dev/kmsg. */
  public DevkmsgLog devkmsgLog() {
    return devkmsgLog;
  }

  /** Sets the sysctl kernel.printk_devkmsg. */
  public void devkmsgLog(DevkmsgLog devkmsgLog) {
    this.devkmsgLog = devkmsgLog;
  }

  /** What {@code /proc/sys/kernel/printk} shows and sets. */
  public ConsoleLevels consoleLevels() {
    return consoleLevels;
  }
}
