package io.kobox.kernel.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs when, on a machine without guest code. */
class SchedulerTest {
  private final Timekeeping timekeeping = new Timekeeping();
  private final TimerQueue timers = new TimerQueue();
  private final Scheduler scheduler =
      new Scheduler(timekeeping, timers, (previous, next) -> {}, TaskStruct.PLAIN, false);
  private final List<String> log = new ArrayList<>();

  SchedulerTest() {
    scheduler.setClock(
        new ClockInterrupt() {
          @Override
          public boolean isDue() {
            return timekeeping.monotonic() >= timers.nextExpiry();
          }

          @Override
          public void run() {
            timers.runExpired(timekeeping.monotonic());
          }
        });
  }

  private void run(Runnable body) throws InterruptedException {
    scheduler.run(
        "init",
        body,
        () -> {
          throw new IllegalStateException("all sleep");
        });
  }

  /** Time jumps to the sleeper's end. */
  @Test
  void sleepingTakesVirtualTime() throws InterruptedException {
    long start = timekeeping.monotonic();
    run(() -> assertTrue(scheduler.sleepFor(Task.TASK_UNINTERRUPTIBLE, 5_000_000_000L)));
    assertEquals(start + 5_000_000_000L, timekeeping.monotonic());
  }

  /** A kernel thread waits for its first wake-up; then they run in the order of waking. */
  @Test
  void firstWokenRunsFirst() throws InterruptedException {
    run(
        () -> {
          Task a = scheduler.createKernelThread("a", () -> log.add("a"));
          Task b = scheduler.createKernelThread("b", () -> log.add("b"));
          assertTrue(scheduler.wake(b));
          assertTrue(scheduler.wake(a));
          log.add("init");
          scheduler.yieldCpu();
          log.add("init again");
          assertTrue(a.dead());
          assertFalse(scheduler.wake(a));
        });
    assertEquals(List.of("init", "b", "a", "init again"), log);
  }

  /** try_to_wake_up looks at the state: SIGUSR1 does not reach an uninterruptible sleeper. */
  @Test
  void signalsEndInterruptibleSleepsOnly() throws InterruptedException {
    run(
        () -> {
          Task sleeper =
              scheduler.createKernelThread(
                  "sleeper",
                  () -> {
                    scheduler.sleep(Task.TASK_UNINTERRUPTIBLE);
                    log.add("woken");
                    scheduler.sleep(Task.TASK_INTERRUPTIBLE);
                    log.add("pending " + scheduler.current().pendingSignal());
                  });
          scheduler.wake(sleeper);
          scheduler.yieldCpu();
          scheduler.signal(sleeper, 10);
          scheduler.yieldCpu();
          log.add("signalled");
          scheduler.wake(sleeper);
          scheduler.yieldCpu();
        });
    assertEquals(List.of("signalled", "woken", "pending 10"), log);
  }

  /** Who slept for long is ahead of who has run; who did not is not (wakeup_preempt_entity). */
  @Test
  void longSleepersPreempt() throws InterruptedException {
    run(
        () -> {
          Task sleeper =
              scheduler.createKernelThread(
                  "sleeper",
                  () -> {
                    scheduler.sleep(Task.TASK_UNINTERRUPTIBLE);
                    log.add("sleeper");
                  });
          scheduler.wake(sleeper);
          assertFalse(scheduler.needResched());
          scheduler.yieldCpu();
          timekeeping.advance(10_000_000);
          scheduler.wake(sleeper);
          assertTrue(scheduler.needResched());
          assertTrue(scheduler.condResched());
          log.add("init");
          assertFalse(scheduler.condResched());
        });
    assertEquals(List.of("sleeper", "init"), log);
  }

  @Test
  void everythingAsleepIsNoticed() {
    assertThrows(
        IllegalStateException.class, () -> run(() -> scheduler.sleep(Task.TASK_UNINTERRUPTIBLE)));
  }

  /** A condemned task ends where it sleeps, whatever for. */
  @Test
  void condemnedTasksEnd() throws InterruptedException {
    run(
        () -> {
          Task stuck =
              scheduler.createKernelThread(
                  "stuck",
                  () -> {
                    try {
                      scheduler.sleep(Task.TASK_UNINTERRUPTIBLE);
                    } finally {
                      log.add("unwound");
                    }
                  });
          scheduler.wake(stuck);
          scheduler.yieldCpu();
          scheduler.condemn(stuck);
          scheduler.yieldCpu();
          assertTrue(stuck.dead());
        });
    assertEquals(List.of("unwound"), log);
  }
}
