package io.kobox.kernel.trace;

import io.kobox.kernel.trace.Timeline.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A timeline as text, a line for each event, and as a trace that Perfetto opens. */
public final class TimelineFormat {
  private static final double MICROSECOND = 1000.0;

  /** The track of the CPU; tasks have theirs by PID. */
  private static final int CPU = 0;

  private final LongFunction<String> symbols;

  /**
   * @param symbols what is at an address
   */
  public TimelineFormat(LongFunction<String> symbols) {
    this.symbols = symbols;
  }

  /** {@code [ 1.000123] TASK/PID EVENT}. */
  public String text(List<Event> events) {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      String what =
          switch (event.kind()) {
            case RUNS -> "runs";
            case INTERRUPT -> "interrupt: " + event.what();
            case INTERRUPT_END -> "interrupt ends: " + event.what();
            case LOCKED -> "locks " + lock(event);
            case UNLOCKED -> "unlocks " + lock(event);
          };
      text.append(
          String.format(
              Locale.ROOT,
              "[%5d.%06d] %s/%d %s%n",
              event.time() / 1_000_000_000,
              event.time() % 1_000_000_000 / 1000,
              event.comm(),
              event.pid(),
              what));
    }
    return text.toString();
  }

  private String lock(Event event) {
    return event.what() + " " + symbols.apply(event.lock());
  }

  /**
   * The trace event format of Chrome ("Trace Event Format", JSON): slices of the CPU's track for
   * tasks and the interrupts in them, and asynchronous ones of the tasks for locks.
   */
  public String json(List<Event> events) {
    StringBuilder json = new StringBuilder("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
    Map<Integer, String> names = new TreeMap<>();
    Map<String, Event> open = new HashMap<>();
    for (Event event : events) {
      names.put(event.pid(), event.comm());
      switch (event.kind()) {
        case RUNS -> {
          slice(json, open.put("task", event), event, event.comm());
        }
        case INTERRUPT -> open.put(event.what(), event);
        case INTERRUPT_END -> slice(json, open.remove(event.what()), event, event.what());
        case LOCKED -> lock(json, event, "b");
        case UNLOCKED -> lock(json, event, "e");
      }
    }
    if (!events.isEmpty()) {
      slice(json, open.get("task"), events.getLast(), events.getLast().comm());
    }
    name(json, CPU, "CPU 0");
    names.forEach(
        (pid, comm) -> {
          if (pid != 0) {
            name(json, pid, comm);
          }
        });
    json.append(
        "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"args\":{\"name\":\"kobox\"}}\n");
    return json.append("]}\n").toString();
  }

  private static void slice(StringBuilder json, @Nullable Event begin, Event end, String name) {
    if (begin != null) {
      String title = begin.what().isEmpty() ? begin.comm() + "/" + begin.pid() : name;
      json.append(
          String.format(
              Locale.ROOT,
              "{\"ph\":\"X\",\"name\":\"%s\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f},%n",
              escape(title),
              CPU,
              begin.time() / MICROSECOND,
              (end.time() - begin.time()) / MICROSECOND));
    }
  }

  private void lock(StringBuilder json, Event event, String phase) {
    json.append(
        String.format(
            Locale.ROOT,
            "{\"ph\":\"%s\",\"cat\":\"lock\",\"id\":\"0x%x\",\"name\":\"%s\",\"pid\":1,\"tid\":%d,"
                + "\"ts\":%.3f},%n",
            phase,
            event.lock(),
            escape(lock(event)),
            event.pid(),
            event.time() / MICROSECOND));
  }

  private static void name(StringBuilder json, int track, String name) {
    json.append(
        String.format(
            Locale.ROOT,
            "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":%d,\"args\":{\"name\":\"%s\"}},%n",
            track,
            escape(name)));
  }

  /** A module chooses its threads' names: nothing of them is JSON's. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
