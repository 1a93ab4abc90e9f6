package io.kobox.image;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has a process run a function of the kernel: it makes the system call vhangup(), at whose entry
 * the function takes its place, on the process's kernel stack.
 */
final class KernelCalls implements FunctionTrap {
  /** {@code SYSCALL_DEFINE0(vhangup)} (fs/open.c). */
  static final String DOOR = "__x64_sys_vhangup";

  private static final int VHANGUP = 153;
  private static final int STACK_ALIGNMENT = 16;

  /** What of a stack the argument may take. */
  private static final int MOST_BYTES = 2048;

  private final Agents agents;
  private final CurrentTask current;
  private final boolean installed;
  private @Nullable Request request;

  /** Where the stack pointers were at the entries, by where they were moved to. */
  private final Map<Long, Long> stacks = new HashMap<>();

  /**
   * A function that is to be called.
   *
   * @param task who is to call it
   * @param value its argument, if {@code bytes} is null
   * @param bytes of a structure to which its argument is to point
   */
  private record Request(long task, long function, long value, @Nullable Structure bytes) {}

  /** Bytes that hold pointers to others of them, and so depend on where they come to lie. */
  @FunctionalInterface
  interface Structure {
    byte[] at(long address);
  }

  KernelCalls(Agents agents, CurrentTask current, Map<String, Long> addresses) {
    this.agents = agents;
    this.current = current;
    installed = agents.pc().trap(addresses.getOrDefault(DOOR, 0L), this);
  }

  /** Calls {@code function(value)}. */
  long call(AgentThread thread, long function, long value) {
    return make(thread, new Request(current.pointer(), function, value, null));
  }

  /** Calls {@code function(&structure)}; the structure is gone when it has returned. */
  long call(AgentThread thread, long function, Structure structure) {
    return make(thread, new Request(current.pointer(), function, 0, structure));
  }

  private long make(AgentThread thread, Request made) {
    if (!installed || made.function() == 0) {
      throw new IllegalArgumentException("this kernel's functions are not known");
    }
    request = made;
    return agents.call(thread, VHANGUP);
  }

  @Override
  public boolean entered(Pc pc) {
    Request wanted = request;
    if (wanted == null || wanted.task() != current.pointer()) {
      return false;
    }
    request = null;
    long stack = pc.read(Register.RSP);
    pc.write(Register.RIP, wanted.function());
    Structure structure = wanted.bytes();
    if (structure == null) {
      pc.write(Register.RDI, wanted.value());
      return false;
    }
    long at = (stack & -STACK_ALIGNMENT) - MOST_BYTES;
    byte[] bytes = structure.at(at);
    if (bytes.length > MOST_BYTES) {
      throw new IllegalStateException("too much for a kernel's stack: " + bytes.length);
    }
    pc.pages().write(at, bytes, 0, bytes.length);
    long rsp = at - Long.BYTES;
    pc.pages().putLong(rsp, pc.pages().getLong(stack));
    pc.write(Register.RSP, rsp);
    stacks.put(rsp, stack);
    pc.write(Register.RDI, at);
    return true;
  }

  @Override
  public void returned(Pc pc, long rsp) {
    Long stack = stacks.remove(rsp);
    if (stack != null) {
      pc.write(Register.RSP, stack + Long.BYTES);
    }
  }
}
