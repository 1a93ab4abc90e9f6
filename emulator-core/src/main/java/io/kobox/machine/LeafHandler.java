package io.kobox.machine;

import org.jspecify.annotations.Nullable;

/**
 * Java code that serves a call to a guest address without an end of the CPU's run. It may read and
 * write registers and memory, but not have the guest run.
 */
@FunctionalInterface
public interface LeafHandler {
  /**
   * Serves the call as {@link TrapHandler#handle} does.
   *
   * @return what is to be done outside of the run before the caller goes on; null: nothing
   */
  @Nullable TrapHandler serve(Cpu cpu, long address);

  /** The same as the handler of a trap, where the CPU is stopped. */
  default TrapHandler asTrap() {
    return (cpu, address) -> {
      TrapHandler rest = serve(cpu, address);
      if (rest != null) {
        rest.handle(cpu, address);
      }
    };
  }
}
