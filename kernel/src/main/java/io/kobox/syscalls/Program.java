package io.kobox.syscalls;

/** A program written in Java that runs as a process of the machine. */
@FunctionalInterface
public interface Program {
  /** Runs to its end; the result is the exit status (0 to 255). */
  int run(SystemCalls calls) throws ErrnoException;
}
