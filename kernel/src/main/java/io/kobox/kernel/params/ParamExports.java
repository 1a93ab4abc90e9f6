package io.kobox.kernel.params;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.printk.Printk;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KstrtoxExports;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.syscalls.Errno;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The types of module parameters: how each is set and shown (kernel/params.c). */
public final class ParamExports {
  private static final String PARAM_LOCK =
      "who reads or writes the parameter's file does not take this lock";

  private static final int NOARG = 1;
  private static final int PAGE_SIZE = 4096;
  private static final int CHARP_LIMIT = 1024;
  private static final int EINVAL = -Errno.EINVAL.number();

  private final GuestMemory memory;
  private final Structs structs;
  private final KstrtoxExports kstrtox;
  private final Slab slab;
  private final GuestFunctions functions;
  private final Printk printk;
  private final ToLongFunction<String> addressOf;

  /** The strings that param_set_charp allocated (kmalloced_params). */
  private final Set<Long> kmalloced = new HashSet<>();

  /** A byte to parse a bool into; there is no guest stack frame to put it on. */
  private long scratch;

  /**
   * @param addressOf the address of a served function
   */
  public ParamExports(
      GuestMemory memory,
      Structs structs,
      KstrtoxExports kstrtox,
      Slab slab,
      GuestFunctions functions,
      Printk printk,
      ToLongFunction<String> addressOf) {
    this.memory = memory;
    this.structs = structs;
    this.kstrtox = kstrtox;
    this.slab = slab;
    this.functions = functions;
    this.printk = printk;
    this.addressOf = addressOf;
  }

  private Struct param(long kp) {
    return structs.at("kernel_param", kp);
  }

  private long arg(long kp) {
    return param(kp).get("arg");
  }

  /** scnprintf(buffer, PAGE_SIZE, ...). */
  private int show(long buffer, String text) {
    String shown = text.length() < PAGE_SIZE ? text : text.substring(0, PAGE_SIZE - 1);
    memory.putString(buffer, shown);
    return shown.length();
  }

  private void ops(long address, int flags, String set, String get, String free) {
    Struct ops = structs.at("kernel_param_ops", address);
    ops.set("flags", flags);
    ops.set("set", addressOf.applyAsLong(set));
    ops.set("get", addressOf.applyAsLong(get));
    ops.set("free", free.isEmpty() ? 0 : addressOf.applyAsLong(free));
  }

  private void standardOps(long address, String type) {
    ops(address, 0, "param_set_" + type, "param_get_" + type, "");
  }

  /* byte, short, ushort, int, uint, long, ulong, ullong, hexint */

  /** int param_set_byte(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_byte(long val, long kp) {
    return kstrtox.kstrtou8(val, 0, arg(kp));
  }

  /** int param_get_byte(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_byte(long buffer, long kp) {
    return show(buffer, (memory.getByte(arg(kp)) & 0xff) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_byte(long address) {
    standardOps(address, "byte");
  }

  /** int param_set_short(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_short(long val, long kp) {
    return kstrtox.kstrtos16(val, 0, arg(kp));
  }

  /** int param_get_short(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_short(long buffer, long kp) {
    return show(buffer, memory.getShort(arg(kp)) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_short(long address) {
    standardOps(address, "short");
  }

  /** int param_set_ushort(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_ushort(long val, long kp) {
    return kstrtox.kstrtou16(val, 0, arg(kp));
  }

  /** int param_get_ushort(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_ushort(long buffer, long kp) {
    return show(buffer, (memory.getShort(arg(kp)) & 0xffff) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_ushort(long address) {
    standardOps(address, "ushort");
  }

  /** int param_set_int(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_int(long val, long kp) {
    return kstrtox.kstrtoint(val, 0, arg(kp));
  }

  /** int param_get_int(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_int(long buffer, long kp) {
    return show(buffer, memory.getInt(arg(kp)) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_int(long address) {
    standardOps(address, "int");
  }

  /** int param_set_uint(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_uint(long val, long kp) {
    return kstrtox.kstrtouint(val, 0, arg(kp));
  }

  /** int param_get_uint(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_uint(long buffer, long kp) {
    return show(buffer, Integer.toUnsignedString(memory.getInt(arg(kp))) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_uint(long address) {
    standardOps(address, "uint");
  }

  /** int param_set_long(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_long(long val, long kp) {
    return kstrtox.kstrtoll(val, 0, arg(kp));
  }

  /** int param_get_long(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_long(long buffer, long kp) {
    return show(buffer, memory.getLong(arg(kp)) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_long(long address) {
    standardOps(address, "long");
  }

  /** int param_set_ulong(const char *val, const struct kernel_param *kp). */
  @KernelExport(aliases = "param_set_ullong")
  int param_set_ulong(long val, long kp) {
    return kstrtox.kstrtoull(val, 0, arg(kp));
  }

  /** int param_get_ulong(char *buffer, const struct kernel_param *kp). */
  @KernelExport(aliases = "param_get_ullong")
  int param_get_ulong(long buffer, long kp) {
    return show(buffer, Long.toUnsignedString(memory.getLong(arg(kp))) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_ulong(long address) {
    standardOps(address, "ulong");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_ullong(long address) {
    standardOps(address, "ullong");
  }

  /** int param_set_hexint(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_hexint(long val, long kp) {
    return kstrtox.kstrtouint(val, 0, arg(kp));
  }

  /** int param_get_hexint(char *buffer, const struct kernel_param *kp): "%#08x". */
  @KernelExport
  int param_get_hexint(long buffer, long kp) {
    return show(buffer, String.format(Locale.ROOT, "0x%06x\n", memory.getInt(arg(kp))));
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_hexint(long address) {
    standardOps(address, "hexint");
  }

  /** int param_set_uint_minmax(val, kp, unsigned int min, unsigned int max). */
  @KernelExport
  int param_set_uint_minmax(long val, long kp, int min, int max) {
    if (val == 0) {
      return EINVAL;
    }
    int result = kstrtox.kstrtouint(val, 0, scratch());
    if (result != 0) {
      return result;
    }
    int number = memory.getInt(scratch());
    if (Integer.compareUnsigned(number, min) < 0 || Integer.compareUnsigned(number, max) > 0) {
      return EINVAL;
    }
    memory.putInt(arg(kp), number);
    return 0;
  }

  /* charp */

  /** int param_set_charp(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_charp(long val, long kp) {
    long length = memory.stringLength(val, CHARP_LIMIT + 1);
    if (length == CHARP_LIMIT + 1) {
      String name = memory.string(param(kp).get("name"));
      printk.printk(3, name + ": string parameter too long\n");
      return -Errno.ENOSPC.number();
    }
    long copy = slab.kmalloc(length + 1, 0);
    if (copy == 0) {
      return -Errno.ENOMEM.number();
    }
    kmalloced.add(copy);
    memory.copy(val, copy, length + 1);
    long arg = arg(kp);
    freeKmalloced(memory.getLong(arg));
    memory.putLong(arg, copy);
    return 0;
  }

  private void freeKmalloced(long string) {
    if (kmalloced.remove(string)) {
      slab.kfree(string);
    }
  }

  /** int param_get_charp(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_charp(long buffer, long kp) {
    long string = memory.getLong(arg(kp));
    return show(buffer, (string == 0 ? "(null)" : memory.string(string, PAGE_SIZE)) + "\n");
  }

  /** void param_free_charp(void *arg). */
  @KernelExport
  void param_free_charp(long arg) {
    freeKmalloced(memory.getLong(arg));
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_charp(long address) {
    ops(address, 0, "param_set_charp", "param_get_charp", "param_free_charp");
  }

  /* bool and its kin */

  private long scratch() {
    if (scratch == 0) {
      scratch = slab.kmalloc(Long.BYTES, 0);
    }
    return scratch;
  }

  /** A value that is missing means 1. */
  private int parseBool(long val, long result) {
    if (val == 0) {
      memory.putByte(result, (byte) 1);
      return 0;
    }
    return kstrtox.kstrtobool(val, result);
  }

  private boolean isSet(long address) {
    return memory.getByte(address) != 0;
  }

  /** int param_set_bool(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_bool(long val, long kp) {
    return parseBool(val, arg(kp));
  }

  /** int param_get_bool(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_bool(long buffer, long kp) {
    return show(buffer, isSet(arg(kp)) ? "Y\n" : "N\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_bool(long address) {
    ops(address, NOARG, "param_set_bool", "param_get_bool", "");
  }

  /** int param_set_bool_enable_only(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_bool_enable_only(long val, long kp) {
    int result = parseBool(val, scratch());
    if (result != 0) {
      return result;
    }
    if (!isSet(scratch())) {
      return isSet(arg(kp)) ? -Errno.EROFS.number() : 0;
    }
    memory.putByte(arg(kp), (byte) 1);
    return 0;
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_bool_enable_only(long address) {
    ops(address, NOARG, "param_set_bool_enable_only", "param_get_bool", "");
  }

  /** int param_set_invbool(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_invbool(long val, long kp) {
    int result = parseBool(val, scratch());
    if (result == 0) {
      memory.putByte(arg(kp), (byte) (isSet(scratch()) ? 0 : 1));
    }
    return result;
  }

  /** int param_get_invbool(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_invbool(long buffer, long kp) {
    return show(buffer, isSet(arg(kp)) ? "N\n" : "Y\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_invbool(long address) {
    standardOps(address, "invbool");
  }

  /** int param_set_bint(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_bint(long val, long kp) {
    int result = parseBool(val, scratch());
    if (result == 0) {
      memory.putInt(arg(kp), isSet(scratch()) ? 1 : 0);
    }
    return result;
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_bint(long address) {
    ops(address, NOARG, "param_set_bint", "param_get_int", "");
  }

  /* string */

  /** int param_set_copystring(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_set_copystring(long val, long kp) {
    Struct string = structs.at("kparam_string", arg(kp));
    long capacity = string.get("maxlen");
    long length = memory.stringLength(val, capacity);
    if (length == capacity) {
      String name = memory.string(param(kp).get("name"));
      printk.printk(3, name + ": string doesn't fit in " + (capacity - 1) + " chars.\n");
      return -Errno.ENOSPC.number();
    }
    memory.copy(val, string.get("string"), length + 1);
    return 0;
  }

  /** int param_get_string(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_get_string(long buffer, long kp) {
    long string = structs.at("kparam_string", arg(kp)).get("string");
    return show(buffer, memory.string(string, PAGE_SIZE) + "\n");
  }

  @KernelData(type = "struct kernel_param_ops")
  void param_ops_string(long address) {
    ops(address, 0, "param_set_copystring", "param_get_string", "");
  }

  /* arrays */

  private static final int COMMA = ',';

  /** The operations of arrays, which are static in Linux: reached only through param_array_ops. */
  int setArray(long val, long kp) {
    Struct array = structs.at("kparam_array", arg(kp));
    String name = memory.string(param(kp).get("name"));
    long set = structs.at("kernel_param_ops", array.get("ops")).get("set");
    int max = array.getInt("max");
    long element = element(kp, array.get("elem"));
    int count = 0;
    storeCount(array, 0);
    long text = val;
    boolean more;
    do {
      if (count == max) {
        printk.printk(3, name + ": can only take " + max + " arguments\n");
        slab.kfree(element);
        return EINVAL;
      }
      long end = text;
      while (memory.getByte(end) != 0 && memory.getByte(end) != COMMA) {
        end++;
      }
      more = memory.getByte(end) == COMMA;
      memory.putByte(end, (byte) 0);
      int result = (int) functions.call(set, text, element);
      if (result != 0) {
        slab.kfree(element);
        return result;
      }
      Struct next = param(element);
      next.set("arg", next.get("arg") + array.get("elemsize"));
      text = end + 1;
      storeCount(array, ++count);
    } while (more);
    slab.kfree(element);
    return 0;
  }

  /** A copy of the parameter that stands for one element of it. */
  private long element(long kp, long arg) {
    long copy = slab.kmalloc(structs.type("kernel_param").size(), 0);
    memory.copy(kp, copy, structs.type("kernel_param").size());
    param(copy).set("arg", arg);
    return copy;
  }

  private void storeCount(Struct array, int count) {
    if (array.get("num") != 0) {
      memory.putInt(array.get("num"), count);
    }
  }

  private int count(Struct array) {
    long num = array.get("num");
    return num == 0 ? array.getInt("max") : memory.getInt(num);
  }

  int getArray(long buffer, long kp) {
    Struct array = structs.at("kparam_array", arg(kp));
    long get = structs.at("kernel_param_ops", array.get("ops")).get("get");
    int count = count(array);
    long element = element(kp, array.get("elem"));
    int length = 0;
    for (int i = 0; i < count && length < PAGE_SIZE; i++) {
      if (i > 0) {
        memory.putByte(buffer + length - 1, (byte) COMMA);
      }
      int result = (int) functions.call(get, buffer + length, element);
      if (result < 0) {
        slab.kfree(element);
        return result;
      }
      length += result;
      Struct next = param(element);
      next.set("arg", next.get("arg") + array.get("elemsize"));
    }
    slab.kfree(element);
    memory.putByte(buffer + length, (byte) 0);
    return length;
  }

  void freeArray(long arg) {
    Struct array = structs.at("kparam_array", arg);
    long free = structs.at("kernel_param_ops", array.get("ops")).get("free");
    if (free != 0) {
      for (int i = 0; i < count(array); i++) {
        functions.call(free, array.get("elem") + array.get("elemsize") * i);
      }
    }
  }

  /** void kernel_param_lock(struct module *mod). */
  @KernelExport(level = Level.PARTIAL, note = PARAM_LOCK)
  void kernel_param_lock(long module) {
    Struct struct = structs.at("module", module);
    if (struct.get("param_lock.owner.counter") == 0) {
      new GuestList(memory).initIfPresent(struct, "param_lock.wait_list"); // init_param_lock
    }
    functions.call(addressOf.applyAsLong("mutex_lock"), struct.addressOf("param_lock"));
  }

  /** void kernel_param_unlock(struct module *mod). */
  @KernelExport(level = Level.PARTIAL, note = PARAM_LOCK)
  void kernel_param_unlock(long module) {
    long lock = structs.at("module", module).addressOf("param_lock");
    functions.call(addressOf.applyAsLong("mutex_unlock"), lock);
  }

  /** Its functions have no names of their own among the exports; kobox serves them as such. */
  @KernelData(type = "struct kernel_param_ops")
  void param_array_ops(long address) {
    ops(address, 0, ArrayFunctions.SET, ArrayFunctions.GET, ArrayFunctions.FREE);
  }
}
