package io.kobox.arch.x86;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.mm.Gfp;
import io.kobox.mm.Slab;
import io.kobox.syscalls.Errno;
import io.kobox.unicorn.Register;

/**
 * Copies between the kernel and user space (lib/usercopy.c, lib/strncpy_from_user.c,
 * arch/x86/lib/usercopy_64.c, getuser.S, putuser.S, mm/maccess.c, mm/util.c). A fault on the user's
 * side ends a copy where it happened; one on the kernel's side is the caller's.
 */
public final class UaccessExports {
  private static final int PAGE_SIZE = AddressLayout.PAGE_SIZE;

  private static final long EFAULT = -Errno.EFAULT.number();
  private static final long ENOMEM = -Errno.ENOMEM.number();

  private final Cpu cpu;
  private final GuestMemory memory;
  private final Slab slab;
  private final KernelWarning warning;

  public UaccessExports(Cpu cpu, GuestMemory memory, Slab slab, KernelWarning warning) {
    this.warning = warning;
    this.cpu = cpu;
    this.memory = memory;
    this.slab = slab;
  }

  /** access_ok. */
  private static boolean accessOk(long address, long count) {
    return address >= 0 && count >= 0 && address <= AddressLayout.USER_END - count;
  }

  /** Copies page by page of the user's side; the result is what could not be copied. */
  private long copy(long from, long to, long user, long count) {
    for (long done = 0; done < count; ) {
      long part = Math.min(count - done, PAGE_SIZE - ((user + done) & (PAGE_SIZE - 1)));
      try {
        memory.copy(from + done, to + done, part);
      } catch (PageFaultException e) {
        if (Long.compareUnsigned(e.address() - user, count) >= 0) {
          throw e;
        }
        return count - done;
      }
      done += part;
    }
    return 0;
  }

  /** unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n). */
  @KernelExport
  long _copy_from_user(long to, long from, long count) {
    long left = accessOk(from, count) ? copy(from, to, from, count) : count;
    if (left > 0) {
      memory.fill(to + count - left, left, (byte) 0);
    }
    return left;
  }

  /** unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n). */
  @KernelExport
  long _copy_to_user(long to, long from, long count) {
    return accessOk(to, count) ? copy(from, to, to, count) : count;
  }

  /** void __check_object_size(const void *ptr, unsigned long n, bool to_user); mm/usercopy.c. */
  @KernelExport(
      level = Level.PARTIAL,
      note = "accepts every copy; the checks of slab objects watch their bounds instead")
  void __check_object_size(long ptr, long n, int toUser) {}

  /** The key of __check_object_size() since 7.1; it accepts everything and is not called. */
  @KernelData(type = "struct static_key")
  void validate_usercopy_range(long address) {}

  /** void __copy_overflow(int size, unsigned long count); mm/maccess.c. */
  @KernelExport
  void __copy_overflow(int size, long count) {
    warning.warn(
        "mm/maccess.c:228 __copy_overflow+0x16/0x30",
        "Buffer overflow detected (" + size + " < " + Long.toUnsignedString(count) + ")!\n");
  }

  /** unsigned long copy_user_generic_unrolled(void *to, const void *from, unsigned len). */
  @KernelExport(aliases = {"copy_user_generic_string", "copy_user_enhanced_fast_string"})
  long copy_user_generic_unrolled(long to, long from, int length) {
    long count = Integer.toUnsignedLong(length);
    return copy(from, to, to >= 0 ? to : from, count);
  }

  /** long __copy_user_nocache(void *dst, const void __user *src, unsigned size, int zerorest). */
  @KernelExport
  long __copy_user_nocache(long to, long from, int length, int zeroRest) {
    return copy(from, to, from, Integer.toUnsignedLong(length));
  }

  /** clear_user's assembler: address in RDI, count in RCX, what is left in RCX. */
  @KernelExport(aliases = {"clear_user_rep_good", "clear_user_erms"})
  void clear_user_original() {
    cpu.write(
        Register.RCX, ClearUser.byWords(memory, cpu.read(Register.RDI), cpu.read(Register.RCX)));
  }

  /** clear_user's of 6.4 and later: the same registers (arch/x86/lib/clear_page_64.S). */
  @KernelExport
  void rep_stos_alternative() {
    cpu.write(
        Register.RCX, ClearUser.byBytes(memory, cpu.read(Register.RDI), cpu.read(Register.RCX)));
  }

  /** copy_user_generic's of 6.4 and later: from RSI to RDI; what is left in RCX. */
  @KernelExport
  void rep_movs_alternative() {
    long to = cpu.read(Register.RDI);
    long count = cpu.read(Register.RCX);
    cpu.write(
        Register.RCX,
        copy(cpu.read(Register.RSI), to, to >= 0 ? to : cpu.read(Register.RSI), count));
  }

  /** long strncpy_from_user(char *dst, const char __user *src, long count). */
  @KernelExport
  long strncpy_from_user(long to, long from, long count) {
    if (count <= 0) {
      return 0;
    }
    for (long i = 0; i < count; i++) {
      byte value;
      try {
        if (!accessOk(from + i, 1)) {
          return EFAULT;
        }
        value = memory.getByte(from + i);
      } catch (PageFaultException e) {
        return EFAULT;
      }
      memory.putByte(to + i, value);
      if (value == 0) {
        return i;
      }
    }
    return count;
  }

  /** long strnlen_user(const char __user *str, long count): with the zero; 0 for a bad address. */
  @KernelExport
  long strnlen_user(long string, long count) {
    for (long i = 0; i < count; i++) {
      try {
        if (!accessOk(string + i, 1)) {
          return 0;
        }
        if (memory.getByte(string + i) == 0) {
          return i + 1;
        }
      } catch (PageFaultException e) {
        return 0;
      }
    }
    return count <= 0 ? 0 : count + 1;
  }

  /** void *memdup_user(const void __user *src, size_t len). */
  @KernelExport(aliases = "vmemdup_user")
  long memdup_user(long from, long length) {
    return duplicate(from, length, length);
  }

  /** void *memdup_user_nul(const void __user *src, size_t len). */
  @KernelExport
  long memdup_user_nul(long from, long length) {
    long copy = duplicate(from, length, length + 1);
    if (copy >= 0 || copy < -4095) {
      memory.putByte(copy + length, (byte) 0);
    }
    return copy;
  }

  private long duplicate(long from, long length, long size) {
    if (!accessOk(from, length)) {
      return EFAULT;
    }
    long copy = slab.kmalloc(size, Gfp.USER);
    if (copy == 0) {
      return ENOMEM;
    }
    if (_copy_from_user(copy, from, length) != 0) {
      slab.kfree(copy);
      return EFAULT;
    }
    return copy;
  }

  /** long copy_from_kernel_nofault(void *dst, const void *src, size_t size). */
  @KernelExport
  long copy_from_kernel_nofault(long to, long from, long size) {
    if (from >= 0) {
      return -Errno.ERANGE.number();
    }
    try {
      memory.copy(from, to, size);
      return 0;
    } catch (PageFaultException e) {
      return EFAULT;
    }
  }

  @KernelExport(aliases = "__get_user_nocheck_1")
  void __get_user_1() {
    get(1);
  }

  @KernelExport(aliases = "__get_user_nocheck_2")
  void __get_user_2() {
    get(2);
  }

  @KernelExport(aliases = "__get_user_nocheck_4")
  void __get_user_4() {
    get(4);
  }

  @KernelExport(aliases = "__get_user_nocheck_8")
  void __get_user_8() {
    get(8);
  }

  /** The address in RAX; the value comes in RDX, the error in EAX. */
  private void get(int size) {
    long address = cpu.read(Register.RAX);
    long value = 0;
    long error = EFAULT;
    if (accessOk(address, size)) {
      try {
        for (int i = 0; i < size; i++) {
          value |= (memory.getByte(address + i) & 0xffL) << (8 * i);
        }
        error = 0;
      } catch (PageFaultException e) {
        value = 0;
      }
    }
    cpu.write(Register.RDX, value);
    cpu.write(Register.RAX, error);
  }

  @KernelExport(aliases = "__put_user_nocheck_1")
  void __put_user_1() {
    put(1);
  }

  @KernelExport(aliases = "__put_user_nocheck_2")
  void __put_user_2() {
    put(2);
  }

  @KernelExport(aliases = "__put_user_nocheck_4")
  void __put_user_4() {
    put(4);
  }

  @KernelExport(aliases = "__put_user_nocheck_8")
  void __put_user_8() {
    put(8);
  }

  /** The value in RAX, the address in RCX; the error comes in ECX. */
  private void put(int size) {
    long address = cpu.read(Register.RCX);
    long value = cpu.read(Register.RAX);
    long error = EFAULT;
    if (accessOk(address, size)) {
      try {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) (value >> (8 * i));
        }
        memory.write(address, bytes);
        error = 0;
      } catch (PageFaultException e) {
        error = EFAULT;
      }
    }
    cpu.write(Register.RCX, error);
  }
}
