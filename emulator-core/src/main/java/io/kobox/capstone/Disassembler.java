package io.kobox.capstone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Disassembles x86-64 code with libcapstone 4 or 5.
 *
 * <pre>{@code
 * List<Instruction> code = new Disassembler(library).disassemble(bytes, 0xffffffffc0000000L);
 * }</pre>
 */
@SuppressWarnings("restricted")
public final class Disassembler {
  private static final int CS_ARCH_X86 = 3;
  private static final int CS_MODE_64 = 1 << 3;
  private static final int CS_OPT_SYNTAX = 1;
  private static final long CS_OPT_SYNTAX_ATT = 2;

  /* struct cs_insn: id, address, size, bytes, mnemonic, op_str, detail */
  private static final long ADDRESS_OFFSET = 8;
  private static final long SIZE_OFFSET = 16;
  private static final long BYTES_OFFSET = 18;
  private static final long MNEMONIC_LENGTH = 32;
  private static final long OPERANDS_LENGTH = 160;

  private final SymbolLookup symbols;
  private final long mnemonicOffset;

  /**
   * The disassembler of a library.
   *
   * @param library libcapstone's file
   * @throws CapstoneException if it is none, or of another version
   */
  public Disassembler(Path library) throws CapstoneException {
    try {
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new CapstoneException("cannot load " + library);
    }
    int major =
        (int) invoke(handle("cs_version", ADDRESS, ADDRESS), MemorySegment.NULL, MemorySegment.NULL)
            >>> 8;
    mnemonicOffset =
        BYTES_OFFSET
            + switch (major) {
              case 4 -> 16;
              case 5 -> 24;
              default ->
                  throw new CapstoneException(
                      library + " is libcapstone " + major + "; 4 or 5 is needed");
            };
  }

  private MethodHandle handle(String name, MemoryLayout... arguments) throws CapstoneException {
    MemorySegment function =
        symbols
            .find(name)
            .orElseThrow(() -> new CapstoneException("libcapstone has no function " + name));
    return Linker.nativeLinker()
        .downcallHandle(function, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static long invoke(MethodHandle function, Object... arguments) {
    try {
      return (long) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("libcapstone", e);
    }
  }

  /** The instructions from the first byte on; bytes that are none are passed as {@code (bad)}. */
  public List<Instruction> disassemble(byte[] code, long address) throws CapstoneException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      long error =
          invoke(handle("cs_open", JAVA_INT, JAVA_INT, ADDRESS), CS_ARCH_X86, CS_MODE_64, handle)
              & 0xffffffffL;
      if (error != 0) {
        throw new CapstoneException("libcapstone does not know x86");
      }
      long capstone = handle.get(JAVA_LONG, 0);
      invoke(
          handle("cs_option", JAVA_LONG, JAVA_INT, JAVA_LONG),
          capstone,
          CS_OPT_SYNTAX,
          CS_OPT_SYNTAX_ATT);
      try {
        return disassemble(arena, capstone, code, address);
      } finally {
        invoke(handle("cs_close", ADDRESS), handle);
      }
    }
  }

  private List<Instruction> disassemble(Arena arena, long capstone, byte[] code, long address)
      throws CapstoneException {
    MemorySegment bytes = arena.allocate(Math.max(1, code.length));
    MemorySegment.copy(code, 0, bytes, JAVA_BYTE, 0, code.length);
    MethodHandle disassemble =
        handle("cs_disasm", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
    MethodHandle free = handle("cs_free", ADDRESS, JAVA_LONG);
    MemorySegment list = arena.allocate(ADDRESS);
    long size = roundUp(mnemonicOffset + MNEMONIC_LENGTH + OPERANDS_LENGTH) + Long.BYTES;
    List<Instruction> instructions = new ArrayList<>();
    int at = 0;
    while (at < code.length) {
      long count =
          invoke(
              disassemble,
              capstone,
              bytes.asSlice(at),
              (long) (code.length - at),
              address + at,
              0L,
              list);
      MemorySegment found = list.get(ADDRESS, 0).reinterpret(count * size);
      for (long i = 0; i < count; i++) {
        Instruction instruction = read(found.asSlice(i * size, size));
        instructions.add(instruction);
        at += instruction.size();
      }
      if (count > 0) {
        invoke(free, found, count);
      }
      if (at < code.length) {
        instructions.add(new Instruction(address + at, 1, "(bad)", ""));
        at++;
      }
    }
    return instructions;
  }

  private static long roundUp(long length) {
    return (length + Long.BYTES - 1) & -Long.BYTES;
  }

  private Instruction read(MemorySegment instruction) {
    return new Instruction(
        instruction.get(JAVA_LONG, ADDRESS_OFFSET),
        instruction.get(JAVA_SHORT, SIZE_OFFSET) & 0xffff,
        instruction.getString(mnemonicOffset),
        instruction.getString(mnemonicOffset + MNEMONIC_LENGTH));
  }
}
