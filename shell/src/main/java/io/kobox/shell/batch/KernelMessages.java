package io.kobox.shell.batch;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a kernel logs from a point in time on, read from /dev/kmsg. */
public final class KernelMessages {
  private static final int RECORD_SIZE = 8192;
  private static final int LEVELS = 7;
  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

  private final SystemCalls calls;
  private final int fd;

  /** A message. */
  public record Message(int level, long microseconds, String text) {}

  /** Everything that is logged from now on. */
  public KernelMessages(SystemCalls calls) throws ErrnoException {
    this.calls = calls;
    fd =
        calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    calls.lseek(fd, 0, SystemCalls.SEEK_END);
  }

  /** What was logged since the last time. */
  public List<Message> read() {
    List<Message> messages = new ArrayList<>();
    byte[] record = new byte[RECORD_SIZE];
    try {
      while (true) {
        int count = calls.read(fd, record, 0, record.length);
        messages.add(message(new String(record, 0, count, StandardCharsets.ISO_8859_1)));
      }
    } catch (ErrnoException e) {
      return messages;
    }
  }

  /** A record as /dev/kmsg gives it: "priority,sequence,microseconds,flags;text". */
  private static Message message(String record) {
    int semicolon = record.indexOf(';');
    String[] prefix = record.substring(0, semicolon).split(",", -1);
    int end = record.indexOf('\n', semicolon);
    String text = record.substring(semicolon + 1, end < 0 ? record.length() : end);
    return new Message(
        Integer.parseInt(prefix[0]) & LEVELS, Long.parseLong(prefix[2]), unescape(text));
  }

  /** Undoes what append_char() of kernel/printk/printk.c does to bytes that are not plain. */
  private static String unescape(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }
}
