package io.kobox.junit;

import java.util.ArrayList;
import java.util.List;

/** Counts the modules' calls of a kernel function, which serves them as ever. */
public final class Spy {
  /** A call that has been served. */
  public record Call(String function, List<Long> arguments, long result) {
    /** The argument at {@code index} from 0, of the first six. */
    public long argument(int index) {
      return arguments.get(index);
    }
  }

  private final List<Call> calls = new ArrayList<>();

  Spy() {}

  long call(KernelCall call) {
    long result = call.original();
    List<Long> arguments = new ArrayList<>();
    for (long argument : call.arguments()) {
      arguments.add(argument);
    }
    calls.add(new Call(call.function(), List.copyOf(arguments), result));
    return result;
  }

  /** How often the function was called. */
  public int count() {
    return calls.size();
  }

  /** The calls so far, in order. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }
}
