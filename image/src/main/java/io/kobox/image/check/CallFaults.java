package io.kobox.image.check;

import io.kobox.lib.fault.FaultInjection;

/** Lets calls fail as {@code --fail} asks. */
final class CallFaults implements CallWatcher {
  private final FaultInjection faults;

  CallFaults(FaultInjection faults) {
    this.faults = faults;
  }

  @Override
  public Interest interest(String function) {
    return faults.concerns(function) ? Interest.CALLS : Interest.NONE;
  }

  @Override
  public void called(ModuleCall call) {
    if (faults.fails(call.function(), call.caller())) {
      call.answer(faults.result(call.function(), call.registers()));
    }
  }
}
