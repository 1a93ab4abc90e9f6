package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.PerCpu;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** Counters that each CPU keeps a part of (lib/percpu_counter.c). */
public final class PercpuCounterExports {
  private static final int ENOMEM = 12;

  /** compute_batch_value on one CPU: at least 32. */
  private static final int BATCH = 32;

  private final PerCpu perCpu;
  private final GuestMemory memory;
  private final StructType type;

  public PercpuCounterExports(PerCpu perCpu, GuestMemory memory, Structs structs) {
    this.perCpu = perCpu;
    this.memory = memory;
    this.type = structs.type("percpu_counter");
  }

  @KernelData(type = "int")
  void percpu_counter_batch(long address) {
    memory.putInt(address, BATCH);
  }

  private long own(Struct counter) {
    return perCpu.address(counter.get("counters"));
  }

  /** int __percpu_counter_init(fbc, s64 amount, gfp_t gfp, struct lock_class_key *key). */
  @KernelExport
  int __percpu_counter_init(long counter, long amount, int gfp, long key) {
    long counters = perCpu.allocate(Integer.BYTES, Integer.BYTES);
    if (counters == 0) {
      return -ENOMEM;
    }
    Struct struct = type.at(counter);
    struct.set("lock", 0);
    struct.set("count", amount);
    struct.set("counters", counters);
    return 0;
  }

  /** void percpu_counter_destroy(struct percpu_counter *fbc). */
  @KernelExport
  void percpu_counter_destroy(long counter) {
    Struct struct = type.at(counter);
    if (struct.get("counters") != 0) {
      perCpu.free(struct.get("counters"));
      struct.set("counters", 0);
    }
  }

  /** void percpu_counter_set(struct percpu_counter *fbc, s64 amount). */
  @KernelExport
  void percpu_counter_set(long counter, long amount) {
    Struct struct = type.at(counter);
    memory.putInt(own(struct), 0);
    struct.set("count", amount);
  }

  /** void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch). */
  @KernelExport
  void percpu_counter_add_batch(long counter, long amount, int batch) {
    Struct struct = type.at(counter);
    long count = memory.getInt(own(struct)) + amount;
    if (Math.abs(count) >= batch) {
      struct.set("count", struct.get("count") + count);
      memory.putInt(own(struct), 0);
    } else {
      memory.putInt(own(struct), (int) count);
    }
  }

  /** void percpu_counter_sync(struct percpu_counter *fbc). */
  @KernelExport
  void percpu_counter_sync(long counter) {
    Struct struct = type.at(counter);
    struct.set("count", __percpu_counter_sum(counter));
    memory.putInt(own(struct), 0);
  }

  /** s64 __percpu_counter_sum(struct percpu_counter *fbc). */
  @KernelExport
  long __percpu_counter_sum(long counter) {
    Struct struct = type.at(counter);
    return struct.get("count") + memory.getInt(own(struct));
  }

  /** int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch). */
  @KernelExport
  int __percpu_counter_compare(long counter, long other, int batch) {
    return Long.compare(__percpu_counter_sum(counter), other);
  }
}
