package io.kobox.shell.explain;

import io.kobox.kernel.debug.Activity;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.MachineText;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Terminal;
import io.kobox.shell.procps.Processes;
import io.kobox.syscalls.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code top}: tasks with the locks they hold, the memory of each module, and what waits to call
 * into modules; again and again on a terminal until Ctrl-C, once elsewhere. Exit status 0; 2 for
 * wrong usage.
 */
public final class TopCommand implements Command {
  private static final int USAGE = 2;
  private static final int STANDARD_OUTPUT = 1;
  private static final String CLEAR = "\033[H\033[J";
  private static final int FIRST_COLUMN = 18;

  private final @Nullable Supplier<Activity> activity;

  /**
   * @param activity of the kernel; null: it does not tell, only /proc does
   */
  public TopCommand(@Nullable Supplier<Activity> activity) {
    this.activity = activity;
  }

  @Override
  public String name() {
    return "top";
  }

  @Override
  public String summary() {
    return "tasks and their locks, modules and their memory, timers and works, live";
  }

  @Override
  public String usage() {
    return """
        usage: top [-b] [-d SECONDS] [-n COUNT]
          -b  no clearing of the terminal
          -d  between two looks (1)
          -n  so many looks (on a terminal until Ctrl-C, else 1)""";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    boolean terminal = Terminal.is(session.calls(), STANDARD_OUTPUT);
    boolean clears = terminal;
    double seconds = 1;
    long count = terminal ? Long.MAX_VALUE : 1;
    List<String> words = new ArrayList<>(session.arguments());
    try {
      while (!words.isEmpty()) {
        switch (words.removeFirst()) {
          case "-b" -> clears = false;
          case "-d" -> seconds = Double.parseDouble(words.removeFirst());
          case "-n" -> count = Long.parseLong(words.removeFirst());
          default -> throw new IllegalArgumentException();
        }
      }
      if (!(seconds >= 0 && seconds <= Integer.MAX_VALUE)) {
        throw new IllegalArgumentException();
      }
    } catch (IllegalArgumentException | NoSuchElementException e) {
      session.error(usage());
      return USAGE;
    }
    Duration delay = Duration.ofMillis((long) (seconds * 1000));
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        session.calls().nanosleep(delay);
      }
      session.out().print((clears ? CLEAR : "") + look(session));
      session.out().flush();
    }
    return 0;
  }

  private String look(Session session) throws ErrnoException {
    Activity now = activity == null ? null : activity.get();
    StringBuilder text = new StringBuilder();
    String uptime = MachineText.read(session.calls(), "/proc/uptime").split(" ", 2)[0];
    List<Integer> pids = Processes.ids(session.calls());
    text.append("top - up ").append(uptime).append(" s, ").append(pids.size()).append(" tasks");
    if (now != null) {
      text.append(String.format(Locale.ROOT, ", %d locks held", now.locks().size()));
    }
    text.append("\n\n");
    modules(session, now, text);
    tasks(session, pids, now, text);
    if (now != null && !now.pending().isEmpty()) {
      text.append("\nPENDING                      CALLS\n");
      for (Activity.Pending pending : now.pending()) {
        text.append(String.format(Locale.ROOT, "%-28s %s\n", pending.what(), pending.function()));
      }
    }
    return text.toString();
  }

  private static void modules(Session session, @Nullable Activity now, StringBuilder text)
      throws ErrnoException {
    List<String> lines = MachineText.read(session.calls(), "/proc/modules").lines().toList();
    if (lines.isEmpty()) {
      return;
    }
    text.append("MODULE                SIZE  STATE ").append(now == null ? "\n" : "   ALLOCATED\n");
    for (String line : lines) {
      String[] words = line.split(" ", 0);
      text.append(String.format(Locale.ROOT, "%-18s %7s  %-8s", words[0], words[1], words[4]));
      if (now != null) {
        Activity.Memory memory = now.memory().get(words[0]);
        text.append(
            memory == null
                ? " 0"
                : String.format(Locale.ROOT, " %d bytes in %d", memory.bytes(), memory.objects()));
      }
      text.append('\n');
    }
    text.append('\n');
  }

  private static void tasks(
      Session session, List<Integer> pids, @Nullable Activity now, StringBuilder text) {
    text.append("  PID S COMMAND").append(now == null ? "\n" : "            LOCKS\n");
    for (int pid : pids) {
      String stat;
      try {
        stat = MachineText.read(session.calls(), "/proc/" + pid + "/stat");
      } catch (ErrnoException e) {
        continue; // it has ended meanwhile
      }
      String comm = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      StringBuilder line =
          new StringBuilder(
              String.format(Locale.ROOT, "%5d %c %-" + FIRST_COLUMN + "s", pid, state, comm));
      if (now != null) {
        String suffix = "/" + pid;
        now.locks().stream()
            .filter(lock -> lock.task().endsWith(suffix))
            .forEach(
                lock ->
                    line.append(' ')
                        .append(lock.lock())
                        .append(" (taken at ")
                        .append(lock.where())
                        .append(')'));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
