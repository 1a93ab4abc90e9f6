package io.kobox.image;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one process as the kernel takes them: a number and six words. What is more
 * than a word goes through memory of the process, which a new program has anew.
 */
final class RawCalls {
  private static final int MAX_ERRNO = 4095;

  private final Agents agents;
  private final AgentThread thread;
  private UserBuffer buffer;
  private @Nullable UserMemory userMemory;

  RawCalls(Agents agents, AgentThread thread, UserBuffer buffer) {
    this.agents = agents;
    this.thread = thread;
    this.buffer = buffer;
  }

  Agents agents() {
    return agents;
  }

  AgentThread thread() {
    return thread;
  }

  UserBuffer buffer() {
    return buffer;
  }

  /** Memory for raw pointers of the program. */
  UserMemory userMemory() {
    UserMemory memory = userMemory;
    if (memory == null) {
      memory = buffer.userMemory();
      userMemory = memory;
    }
    return memory;
  }

  /** The process runs a new program: the memory of the old one is gone. */
  void executed() throws ErrnoException {
    userMemory = null;
    buffer = UserBuffer.create(agents, thread);
  }

  /** A system call; a negative result is thrown as its errno. */
  long call(int number, long... arguments) throws ErrnoException {
    long result = result(number, arguments);
    if (result < 0 && result >= -MAX_ERRNO) {
      throw new ErrnoException((int) -result);
    }
    return result;
  }

  /** A system call and what the kernel returned: a result, or a negative errno. */
  long result(int number, long... arguments) {
    return agents.call(thread, number, arguments);
  }
}
