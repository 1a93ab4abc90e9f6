package io.kobox.junit;

/** What a process of the machine does besides the test. */
@FunctionalInterface
public interface ProcessBody {
  void run(Process process) throws Exception;
}
