package io.kobox.shell.fuzz;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.SectionHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;

/**
 * The numbers that a module's code compares with: the large ones may be ioctl requests that it
 * knows, the small ones sizes. Found by the instructions' bytes; a wrong one costs the fuzzer a
 * little time.
 *
 * @param requests those above 255 or, as an int, below 0
 * @param sizes numbers above 1 of up to 16 bits
 */
record CodeConstants(List<Integer> requests, List<Integer> sizes) {
  /** {@code cmp eax, imm32}. */
  private static final int CMP_EAX = 0x3d;

  /** {@code cmp r/m32, imm32} with a register. */
  private static final int GROUP_1 = 0x81;

  private static final int CMP_REGISTER = 0xf8;

  /** {@code cmp r/m, imm8}. */
  private static final int GROUP_1_SHORT = 0x83;

  private static final int LARGEST_SIZE = 0xffff;

  /** The numbers in a module file, sorted; none if it is no module. */
  static CodeConstants of(byte[] file) {
    TreeSet<Integer> constants = new TreeSet<>();
    try {
      ElfModule module =
          ElfModule.elfValidityCheck(new ModuleFile(file).signatureCheck(0).module());
      for (SectionHeader section : module.sections()) {
        if (section.isAllocated() && section.isExecutable()) {
          collect(module.file().copy(section.offset(), section.size()), constants);
        }
      }
    } catch (ModuleLoadException e) {
      return new CodeConstants(List.of(), List.of());
    }
    return new CodeConstants(
        constants.stream().filter(number -> number < 0 || number > 0xff).toList(),
        constants.stream().filter(number -> number > 1 && number <= LARGEST_SIZE).toList());
  }

  private static void collect(byte[] code, TreeSet<Integer> constants) {
    ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 1 + Integer.BYTES < code.length; i++) {
      int opcode = code[i] & 0xff;
      if (opcode == CMP_EAX) {
        constants.add(bytes.getInt(i + 1));
      } else if ((code[i + 1] & CMP_REGISTER) == CMP_REGISTER && opcode == GROUP_1_SHORT) {
        constants.add((int) code[i + 2]);
      } else if ((code[i + 1] & CMP_REGISTER) == CMP_REGISTER
          && opcode == GROUP_1
          && i + 2 + Integer.BYTES <= code.length) {
        constants.add(bytes.getInt(i + 2));
      }
    }
  }
}
