package io.kobox.image.check;

import io.kobox.kernel.trace.CallFormat;
import io.kobox.pc.VirtualClock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A line for each call, when it has returned; see {@link CallFormat}. */
final class CallTracer implements CallWatcher {
  private final CallFormat format;
  private final ImageContext context;
  private final VirtualClock clock;
  private final Consumer<String> out;
  private final Map<ModuleCall, String> calls = new HashMap<>();

  CallTracer(CallFormat format, ImageContext context, VirtualClock clock, Consumer<String> out) {
    this.format = format;
    this.context = context;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public Interest interest(String function) {
    return Interest.CALLS_AND_RETURNS;
  }

  @Override
  public void called(ModuleCall call) {
    ImageContext.TaskId task = context.task();
    calls.put(
        call, format.call(clock.now(), task.comm(), task.pid(), call.function(), call.registers()));
  }

  @Override
  public void returned(ModuleCall call) {
    String text = calls.remove(call);
    out.accept(text + format.result(call.function(), call.registers()));
  }
}
