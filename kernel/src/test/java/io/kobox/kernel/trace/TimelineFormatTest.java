package io.kobox.kernel.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.trace.Timeline.Event;
import io.kobox.kernel.trace.Timeline.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short time on the CPU, as text and as a trace. */
class TimelineFormatTest {
  private static final List<Event> EVENTS =
      List.of(
          new Event(1_000_000_000, Kind.RUNS, 1, "sh", "", 0),
          new Event(1_000_002_000, Kind.LOCKED, 1, "sh", "mutex", 0x10),
          new Event(1_000_003_000, Kind.INTERRUPT, 1, "sh", "irq 50 uart", 0),
          new Event(1_000_004_500, Kind.INTERRUPT_END, 1, "sh", "irq 50 uart", 0),
          new Event(1_000_005_000, Kind.UNLOCKED, 1, "sh", "mutex", 0x10),
          new Event(1_000_006_000, Kind.RUNS, 7, "a\"b\n", "", 0));

  private final TimelineFormat format = new TimelineFormat(address -> "lock_" + address);

  @Test
  void isALineForEachEvent() {
    assertEquals(
        """
        [    1.000000] sh/1 runs
        [    1.000002] sh/1 locks mutex lock_16
        [    1.000003] sh/1 interrupt: irq 50 uart
        [    1.000004] sh/1 interrupt ends: irq 50 uart
        [    1.000005] sh/1 unlocks mutex lock_16
        """,
        format.text(EVENTS.subList(0, 5)));
  }

  @Test
  void isATraceOfSlices() {
    String json = format.json(EVENTS);
    String slice = "{\"ph\":\"X\",\"name\":\"%s\",\"pid\":1,\"tid\":0,\"ts\":%s,\"dur\":%s}";
    assertTrue(json.contains(slice.formatted("sh/1", "1000000.000", "6.000")), json);
    assertTrue(json.contains(slice.formatted("irq 50 uart", "1000003.000", "1.500")), json);
    assertTrue(json.contains("{\"ph\":\"b\",\"cat\":\"lock\",\"id\":\"0x10\""), json);
    assertTrue(json.contains("{\"ph\":\"e\",\"cat\":\"lock\",\"id\":\"0x10\""), json);
    assertTrue(json.contains("\"args\":{\"name\":\"a\\\"b\\u000a\"}"), json);
  }
}
