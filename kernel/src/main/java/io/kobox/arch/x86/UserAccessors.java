package io.kobox.arch.x86;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.TrapHandler;
import io.kobox.syscalls.Errno;
import io.kobox.unicorn.Register;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * get_user and put_user: functions with a calling convention of their own (arch/x86/lib/getuser.S,
 * putuser.S). Each by its name for 1, 2, 4 and 8 bytes, also the forms without a check.
 */
public final class UserAccessors {
  private static final int[] SIZES = {1, 2, 4, 8};
  private static final long EFAULT = -Errno.EFAULT.number();

  private final GuestMemory memory;

  public UserAccessors(GuestMemory memory) {
    this.memory = memory;
  }

  /** Name to handler. */
  public Map<String, TrapHandler> all() {
    Map<String, TrapHandler> handlers = new LinkedHashMap<>();
    for (int size : SIZES) {
      handlers.put("__get_user_" + size, (cpu, at) -> get(cpu, size, true));
      handlers.put("__get_user_nocheck_" + size, (cpu, at) -> get(cpu, size, false));
      handlers.put("__put_user_" + size, (cpu, at) -> put(cpu, size, true));
      handlers.put("__put_user_nocheck_" + size, (cpu, at) -> put(cpu, size, false));
    }
    return handlers;
  }

  private static boolean isUser(long address, int size) {
    return address >= 0 && address <= AddressLayout.USER_END - size;
  }

  /** The address in RAX; the result in EAX, the value in RDX, which is 0 after a fault. */
  private void get(Cpu cpu, int size, boolean check) {
    long address = cpu.read(Register.RAX);
    long value = 0;
    long result = EFAULT;
    if (!check || isUser(address, size)) {
      try {
        value = load(address, size);
        result = 0;
      } catch (PageFaultException e) {
        value = 0;
      }
    }
    cpu.write(Register.RDX, value);
    cpu.write(Register.RAX, result);
  }

  private long load(long address, int size) {
    return switch (size) {
      case 1 -> memory.getByte(address) & 0xffL;
      case 2 -> memory.getShort(address) & 0xffffL;
      case 4 -> Integer.toUnsignedLong(memory.getInt(address));
      default -> memory.getLong(address);
    };
  }

  /** The value in RAX, the address in RCX; the result in ECX. */
  private void put(Cpu cpu, int size, boolean check) {
    long address = cpu.read(Register.RCX);
    long result = EFAULT;
    if (!check || isUser(address, size)) {
      try {
        store(address, size, cpu.read(Register.RAX));
        result = 0;
      } catch (PageFaultException e) {
        result = EFAULT;
      }
    }
    cpu.write(Register.RCX, result);
  }

  private void store(long address, int size, long value) {
    switch (size) {
      case 1 -> memory.putByte(address, (byte) value);
      case 2 -> memory.putShort(address, (short) value);
      case 4 -> memory.putInt(address, (int) value);
      default -> memory.putLong(address, value);
    }
  }
}
