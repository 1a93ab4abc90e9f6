package io.kobox.shell.procps;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Strftime;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.HashMap;
import java.util.Map;

/** {@code free} and {@code uptime}, in busybox's words. */
public final class Meminfo extends Utility {
  private final boolean uptime;

  /** {@code uptime}: that command; else free. */
  public Meminfo(boolean uptime) {
    super(
        Origin.BUSYBOX,
        uptime ? "uptime" : "free",
        uptime ? "show how long the machine runs" : "show free and used memory",
        uptime
            ? "Usage: uptime\n\nDisplay the time since the last boot"
            : "Usage: free [-bkmgh]\n\nDisplay free and used memory");
    this.uptime = uptime;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), uptime ? "" : "bkmgh");
    if (uptime) {
      printUptime(session);
      return 0;
    }
    Map<String, Long> values = read(session);
    char unit = options.last("bkmg");
    long total = value(values, "MemTotal");
    long free = value(values, "MemFree");
    long cache = value(values, "Buffers") + value(values, "Cached") + value(values, "SReclaimable");
    session
        .out()
        .println("              total        used        free      shared  buff/cache   available");
    session
        .out()
        .println(
            "Mem:   "
                + row(
                    unit,
                    total,
                    total - free - cache,
                    free,
                    value(values, "Shmem"),
                    cache,
                    value(values, "MemAvailable")));
    long swap = value(values, "SwapTotal");
    session
        .out()
        .println(
            "Swap:  "
                + row(unit, swap, swap - value(values, "SwapFree"), value(values, "SwapFree")));
    return 0;
  }

  private static String row(char unit, long... kilobytes) {
    StringBuilder line = new StringBuilder();
    for (long value : kilobytes) {
      long shown =
          switch (unit) {
            case 'b' -> value * 1024;
            case 'm' -> value / 1024;
            case 'g' -> value / (1024 * 1024);
            default -> value;
          };
      line.append(line.isEmpty() ? "" : " ").append(Pad.left(shown, line.isEmpty() ? 12 : 11));
    }
    return line.toString();
  }

  private static long value(Map<String, Long> values, String name) {
    return values.getOrDefault(name, 0L);
  }

  private static Map<String, Long> read(Session session) throws ErrnoException, CommandException {
    Map<String, Long> values = new HashMap<>();
    try (Input input = InputFiles.open(session, "/proc/meminfo")) {
      String line;
      while ((line = input.readLine()) != null && values.size() < 200) {
        String[] words = line.split(":?\\s+", 0);
        if (words.length > 1 && Numbers.isDigits(words[1]) && words[1].length() < 18) {
          values.put(words[0], Long.parseLong(words[1]));
        }
      }
    }
    return values;
  }

  private static void printUptime(Session session) throws ErrnoException, CommandException {
    long seconds = session.calls().clockGettime(7) / 1_000_000_000L;
    StringBuilder line =
        new StringBuilder(Strftime.format(" %H:%M:%S", session.calls().clockGettime(0)));
    line.append(" up ");
    long days = seconds / 86_400;
    if (days > 0) {
      line.append(days).append(days == 1 ? " day, " : " days, ");
    }
    long minutes = seconds / 60 % 60;
    long hours = seconds / 3600 % 24;
    line.append(hours > 0 ? Pad.left(hours, 2) + ":" + Pad.zeros(minutes, 2) : minutes + " min");
    try (Input input = InputFiles.open(session, "/proc/loadavg")) {
      String load = input.readLine();
      String[] words = load == null ? new String[0] : load.split(" ", 0);
      if (words.length > 2) {
        line.append(",  load average: ")
            .append(words[0])
            .append(", ")
            .append(words[1])
            .append(", ")
            .append(words[2]);
      }
    }
    session.out().println(line.toString());
  }
}
