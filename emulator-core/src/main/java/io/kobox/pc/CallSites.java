package io.kobox.pc;

import io.kobox.unicorn.Register;
import java.util.TreeMap;

/**
 * Places in the guest's code that call a function and are watched: a software interrupt stands
 * there instead of the call.
 */
final class CallSites {
  static final int CALL_VECTOR = 0x85;
  static final int RETURN_VECTOR = 0x86;

  private static final int CALL = 0xe8;
  private static final int JUMP = 0xe9;
  private static final int INSTRUCTION = 5;
  private static final int SOFTWARE_INTERRUPT = 2;
  private static final byte[] TRAP = {
    (byte) 0xcd, (byte) CALL_VECTOR, (byte) 0xcd, (byte) RETURN_VECTOR
  };

  private final Pc pc;
  private final TreeMap<Long, Site> sites = new TreeMap<>(Long::compareUnsigned);

  private record Site(boolean jumps, int distance, CallTrap trap) {}

  CallSites(Pc pc) {
    this.pc = pc;
  }

  /** See {@link Pc#watchCall}. */
  boolean add(long address, CallTrap trap) {
    byte[] code = new byte[INSTRUCTION];
    if (pc.pages().read(address, code, 0, code.length) != code.length) {
      return false;
    }
    int opcode = code[0] & 0xff;
    if (opcode != CALL && opcode != JUMP) {
      return false;
    }
    int distance = (int) pc.pages().getLong(address + 1);
    sites.put(address, new Site(opcode == JUMP, distance, trap));
    pc.pages().write(address, TRAP, 0, TRAP.length);
    return true;
  }

  void remove(long begin, long end) {
    sites.subMap(begin, end).clear();
  }

  /** The CPU is behind a software interrupt: makes the call that stood there; false if none did. */
  boolean call() {
    long address = pc.read(Register.RIP) - SOFTWARE_INTERRUPT;
    Site site = sites.get(address);
    if (site == null) {
      return false;
    }
    long next = address + INSTRUCTION;
    long target = next + site.distance();
    long rsp = pc.read(Register.RSP);
    if (!site.jumps()) {
      rsp -= Long.BYTES;
      if (!pc.pages().putLong(rsp, next)) {
        return restore(address, site);
      }
      pc.write(Register.RSP, rsp);
    }
    pc.write(Register.RIP, target);
    long returnAddress = pc.pages().getLong(rsp);
    site.trap().called(new GuestCall(pc, address, site.jumps(), target, rsp, returnAddress));
    return true;
  }

  /** The CPU is behind the second software interrupt, see {@link GuestCall#returnHere}. */
  boolean returned() {
    Site site = sites.get(pc.read(Register.RIP) - 2L * SOFTWARE_INTERRUPT);
    if (site == null) {
      return false;
    }
    long rsp = pc.read(Register.RSP);
    pc.write(Register.RIP, pc.pages().getLong(rsp));
    pc.write(Register.RSP, rsp + Long.BYTES);
    site.trap().returned(rsp + Long.BYTES);
    return true;
  }

  /** There is no stack to call with: the CPU itself is to find out. */
  private boolean restore(long address, Site site) {
    byte[] code = new byte[INSTRUCTION];
    code[0] = (byte) (site.jumps() ? JUMP : CALL);
    for (int i = 0; i < Integer.BYTES; i++) {
      code[i + 1] = (byte) (site.distance() >>> (i * Byte.SIZE));
    }
    sites.remove(address);
    pc.pages().write(address, code, 0, code.length);
    pc.codeChanged(address, INSTRUCTION);
    pc.write(Register.RIP, address);
    return true;
  }
}
