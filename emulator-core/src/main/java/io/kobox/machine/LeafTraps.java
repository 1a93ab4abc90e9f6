package io.kobox.machine;

import io.kobox.unicorn.Unicorn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are served in the middle of a run of the CPU, which costs a fraction of a stop and a
 * start: at the address is a lone {@code ret}, a block that is watched; the call is served before
 * it runs. One that fails, or leaves something to be done, stops the CPU there, as a trap does.
 */
final class LeafTraps {
  private static final byte[] RET = {(byte) 0xc3};

  private final Unicorn unicorn;
  private final VirtualMemory memory;
  private final List<Leaf> leafs = new ArrayList<>();
  private @Nullable Cpu cpu;

  private record Leaf(long address, LeafHandler handler) {}

  /** What the run was stopped for, until it is taken. */
  private @Nullable TrapHandler pending;

  private long pendingAddress;

  LeafTraps(Unicorn unicorn, VirtualMemory memory) {
    this.unicorn = unicorn;
    this.memory = memory;
  }

  /** Whose calls are served. */
  void connect(Cpu served) {
    cpu = served;
  }

  /** Whether calls can be served in a run on this host. */
  boolean supported() {
    return unicorn.hasSafepoints();
  }

  /** Has each be a trap again, by {@code traps}. */
  void giveUp(TrapTable traps) {
    for (Leaf leaf : leafs) {
      unicorn.unwatchBlock(leaf.address());
      traps.set(leaf.address(), leaf.handler().asTrap());
    }
    leafs.clear();
  }

  /** Has the calls of {@code address}, which is mapped, served by {@code handler}. */
  void set(long address, LeafHandler handler) {
    memory.writeProtected(address, RET);
    leafs.add(new Leaf(address, handler));
    unicorn.watchBlock((at, size) -> serve(handler, at), address);
  }

  private void serve(LeafHandler handler, long address) {
    Cpu caller = cpu;
    if (caller == null) {
      return;
    }
    caller.served();
    try {
      pending = handler.serve(caller, address);
    } catch (RuntimeException | Error e) {
      pending = failed(e);
    }
    if (pending != null) {
      pendingAddress = address;
      unicorn.stop();
    }
  }

  private static TrapHandler failed(Throwable cause) {
    return (cpu, address) -> {
      if (cause instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) cause;
    };
  }

  /** What is to be done before the CPU goes on; null: it stopped for something else. */
  @Nullable TrapHandler takePending() {
    TrapHandler taken = pending;
    pending = null;
    return taken;
  }

  /** Who was called, of what {@link #takePending} returned. */
  long pendingAddress() {
    return pendingAddress;
  }
}
