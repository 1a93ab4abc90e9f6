package io.kobox.machine;

import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/** A machine with room for hand-assembled code, data pages and a stack. */
final class TestMachine implements AutoCloseable {
  static final long CODE = AddressLayout.MODULES;
  static final long DATA = AddressLayout.VMALLOC;
  static final long STACK_TOP = AddressLayout.VMALLOC + 0x100000;
  static final int STACK_SIZE = 0x10000;

  final Machine machine;

  /** The stops that were no traps, in order. */
  final List<Stop> stops = new ArrayList<>();

  private long nextCode = CODE;

  /** What the fault handler does; without one, it throws {@link Unwound}. */
  FaultHandler faults =
      (stop, cpu) -> {
        throw new Unwound();
      };

  /** Ends a guest call as an oops does. */
  static final class Unwound extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  TestMachine() {
    this(builder -> builder);
  }

  TestMachine(UnaryOperator<Machine.Builder> options) {
    machine =
        options
            .apply(Machine.builder())
            .faultHandler(
                (stop, cpu) -> {
                  stops.add(stop);
                  return faults.handle(stop, cpu);
                })
            .build();
    map(CODE, 0x4000, Protection.READ_EXECUTE);
    map(DATA, 0x2000, Protection.READ_WRITE);
    map(STACK_TOP - STACK_SIZE, STACK_SIZE, Protection.READ_WRITE);
    machine.cpu().write(Register.RSP, STACK_TOP);
  }

  /** Maps fresh frames. */
  void map(long virtual, int length, Protection protection) {
    long frames = machine.frames().allocate(length / AddressLayout.PAGE_SIZE);
    machine.tables().map(virtual, frames, length, protection);
  }

  /** Puts code given as hex bytes after the code so far; the first one is at {@link #CODE}. */
  long code(String hex) {
    long address = nextCode;
    poke(address, hex);
    nextCode += hex.replace(" ", "").length() / 2 + 15 & -16;
    return address;
  }

  void poke(long address, String hex) {
    machine.memory().writeProtected(address, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** The displacement of a 5-byte call or jump at {@code instruction}, as hex with a space. */
  static String relative(long instruction, long target) {
    int displacement = (int) (target - instruction - 5);
    return HexFormat.of().toHexDigits(Integer.reverseBytes(displacement)) + " ";
  }

  static long argument(Machine machine, int index) {
    return switch (index) {
      case 0 -> machine.cpu().read(Register.RDI);
      case 1 -> machine.cpu().read(Register.RSI);
      case 2 -> machine.cpu().read(Register.RDX);
      case 3 -> machine.cpu().read(Register.RCX);
      case 4 -> machine.cpu().read(Register.R8);
      case 5 -> machine.cpu().read(Register.R9);
      default -> machine.memory().getLong(machine.cpu().read(Register.RSP) + 8 + (index - 6) * 8L);
    };
  }

  @Override
  public void close() {
    machine.close();
  }
}
