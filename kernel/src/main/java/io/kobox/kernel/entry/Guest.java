package io.kobox.kernel.entry;

import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * What a subsystem works with whose objects lie in guest memory and point to guest functions.
 *
 * @param addressOf where a served function was put
 */
public record Guest(
    GuestMemory memory,
    Structs structs,
    GuestFunctions functions,
    Slab slab,
    Vsprintf vsprintf,
    KernelLog log,
    KernelWarning warning,
    Runnable dumpStack,
    ToLongFunction<String> addressOf) {
  /** MAX_ERRNO. */
  private static final long MAX_ERRNO = 4095;

  /** ERR_PTR. */
  public static long errorPointer(Errno errno) {
    return -errno.number();
  }

  /** IS_ERR. */
  public static boolean isError(long pointer) {
    return Long.compareUnsigned(pointer, -MAX_ERRNO) >= 0;
  }

  /** What a negative result of guest code means to a program. */
  public static ErrnoException failure(long result) {
    int number = (int) -result;
    Errno errno = Errno.of(number);
    return switch (errno) {
      case ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK ->
          ErrnoException.restartable(Errno.EINTR, errno);
      default -> new ErrnoException(number);
    };
  }

  /** Lists of the kernel. */
  public GuestList lists() {
    return new GuestList(memory);
  }

  /** The struct at {@code address}. */
  public Struct at(String type, long address) {
    return structs.at(type, address);
  }

  /** kzalloc: 0 when there is no memory. */
  public long zalloc(long size) {
    long address = slab.kmalloc(size, 0);
    if (address != 0) {
      memory.fill(address, size, (byte) 0);
    }
    return address;
  }

  /** Zeroed memory for what is static data in the kernel: nobody's to free. */
  public long statics(long size) {
    long address = zalloc(size);
    slab.forget(address);
    return address;
  }

  /** Has what {@code work} allocates be the kernel's own, whoever it is done for. */
  public long forKernel(LongSupplier work) {
    return slab.forKernel(work);
  }

  /** kzalloc of a struct; ENOMEM. */
  public Struct allocate(String type) throws ErrnoException {
    long address = zalloc(structs.type(type).size());
    if (address == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    return structs.at(type, address);
  }

  /** kstrdup: 0 when there is no memory. */
  public long newString(String text) {
    long address = slab.kmalloc(text.length() + 1L, 0);
    if (address != 0) {
      memory.putString(address, text);
    }
    return address;
  }

  /** kfree of what was allocated here. */
  public void free(long address) {
    slab.kfree(address);
  }

  /** The C string at {@code address}; empty for NULL. */
  public String string(long address) {
    return address == 0 ? "" : memory.string(address);
  }

  /** An address as {@code %p} prints it. */
  public String pointer(long address) {
    return vsprintf.format(Long.BYTES * 4, "%p", () -> address);
  }

  /** Calls a guest function. */
  public long call(long function, long... arguments) {
    return functions.call(function, arguments);
  }

  /** Calls a guest function that returns int. */
  public int callInt(long function, long... arguments) {
    return (int) functions.call(function, arguments);
  }
}
