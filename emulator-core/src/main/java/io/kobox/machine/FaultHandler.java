package io.kobox.machine;

/** Decides what happens after any stop of the CPU that is no trap. */
@FunctionalInterface
public interface FaultHandler {
  /**
   * Returns where the CPU resumes, for instance at a fixup; or throws, which ends the guest call
   * and unwinds the Java frames up to whoever catches it.
   */
  long handle(Stop stop, Cpu cpu);
}
