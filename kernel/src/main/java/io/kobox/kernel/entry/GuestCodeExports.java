package io.kobox.kernel.entry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exports that are a few instructions with a calling convention of their own, or too small to leave
 * the guest for: they are real code at their addresses.
 */
final class GuestCodeExports {
  private static final byte[] RET = {(byte) 0xc3};

  /** ud2: what BUG() is, here without an entry in a bug table. */
  private static final byte[] BUG = {0x0f, 0x0b};

  /** The registers in the order of their numbers in machine code; 4 is RSP, which has no thunk. */
  private static final String[] REGISTERS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private GuestCodeExports() {}

  /** Name to machine code. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> code = new LinkedHashMap<>();
    code.put("__fentry__", RET);
    code.put("__x86_return_thunk", RET);
    code.put("fortify_panic", BUG);
    code.put("BUG_func", BUG);
    code.put("__SCT__preempt_schedule", RET);
    code.put("__SCT__preempt_schedule_notrace", RET);
    code.put(
        "__sw_hweight32", new byte[] {(byte) 0xf3, 0x0f, (byte) 0xb8, (byte) 0xc7, (byte) 0xc3});
    code.put(
        "__sw_hweight64",
        new byte[] {(byte) 0xf3, 0x48, 0x0f, (byte) 0xb8, (byte) 0xc7, (byte) 0xc3});
    for (int i = 0; i < REGISTERS.length; i++) {
      if (i != 4) {
        code.put("__x86_indirect_thunk_" + REGISTERS[i], jump(i));
      }
    }
    return code;
  }

  /** jmp *%REGISTER. */
  private static byte[] jump(int register) {
    byte modrm = (byte) (0xe0 | (register & 7));
    return register < 8 ? new byte[] {(byte) 0xff, modrm} : new byte[] {0x41, (byte) 0xff, modrm};
  }
}
