package io.kobox.kernel.signal;

import io.kobox.kernel.sched.SignalDispositions;
import java.util.HashMap;
import java.util.Map;

/** The handlers of a program of machine code, and what waits for them (struct sighand_struct). */
public final class Sighand implements SignalDispositions {
  /** SIG_DFL and SIG_IGN. */
  public static final long DEFAULT_ACTION = 0;

  public static final long IGNORE = 1;

  public static final int SIGNALS = 64;

  /** The action of a signal that the program said nothing about. */
  private static final SigAction NO_ACTION = new SigAction(DEFAULT_ACTION, 0, 0, 0);

  private final SigAction[] actions = new SigAction[SIGNALS + 1];
  private final Map<Integer, SigInfo> infos = new HashMap<>();

  /** struct k_sigaction: flags, restorer and mask as sigaction(2) has them. */
  public record SigAction(long handler, long flags, long restorer, long mask) {}

  /** Nothing is handled. */
  public Sighand() {
    java.util.Arrays.fill(actions, NO_ACTION);
  }

  /** fork: the same actions; nothing waits. */
  public Sighand copy() {
    Sighand copy = new Sighand();
    System.arraycopy(actions, 0, copy.actions, 0, actions.length);
    return copy;
  }

  /** flush_signal_handlers: what execve leaves, only what is ignored stays so. */
  public void exec() {
    for (int signal = 1; signal <= SIGNALS; signal++) {
      if (actions[signal].handler() != IGNORE) {
        actions[signal] = NO_ACTION;
      }
    }
    infos.clear();
  }

  public SigAction action(int signal) {
    return actions[signal];
  }

  public void setAction(int signal, SigAction action) {
    actions[signal] = action;
  }

  /** SA_RESETHAND: the handler is used once. */
  public void reset(int signal) {
    actions[signal] = NO_ACTION;
  }

  @Override
  public boolean ignores(int signal) {
    long handler = actions[signal].handler();
    return handler == IGNORE
        || (handler == DEFAULT_ACTION && SignalDispositions.ignoredByDefault(signal));
  }

  @Override
  public boolean catches(int signal) {
    return Long.compareUnsigned(actions[signal].handler(), IGNORE) > 0;
  }

  /** Keeps what the handler of a signal will learn; the first one counts (legacy_queue). */
  public void note(int signal, SigInfo info) {
    infos.putIfAbsent(signal, info);
  }

  /** Takes what was kept. */
  public SigInfo take(int signal) {
    SigInfo info = infos.remove(signal);
    return info == null ? SigInfo.KERNEL : info;
  }
}
