package io.kobox.image.check;

import io.kobox.kernel.sched.MightSleep;

/** Calls that may sleep, where nothing must. */
final class SleepCheck implements CallWatcher {
  private final MightSleep mightSleep;

  SleepCheck(MightSleep mightSleep) {
    this.mightSleep = mightSleep;
  }

  @Override
  public Interest interest(String function) {
    return mightSleep.concerns(function) ? Interest.CALLS : Interest.NONE;
  }

  @Override
  public void called(ModuleCall call) {
    mightSleep.called(call.function(), call.registers());
  }
}
