package io.kobox.kernel.cred;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.function.LongSupplier;

/** Credentials that a task takes on for a while (kernel/cred.c). */
public final class CredExports {
  private static final String NOTE =
      "the credentials are kept and shown; what they forbid is not forbidden: every task may do all";

  private final GuestMemory memory;
  private final Structs structs;
  private final Slab slab;
  private final LongSupplier current;

  /**
   * @param current the running task's struct task_struct
   */
  public CredExports(GuestMemory memory, Structs structs, Slab slab, LongSupplier current) {
    this.memory = memory;
    this.structs = structs;
    this.slab = slab;
    this.current = current;
  }

  private Struct task() {
    return structs.at("task_struct", current.getAsLong());
  }

  private long copy(long from) {
    int size = structs.type("cred").size();
    long copy = slab.kmalloc(size, 0);
    if (copy != 0) {
      memory.write(copy, memory.bytes(from, size));
      structs.at("cred", copy).set("usage", 1);
    }
    return copy;
  }

  /** The reference to {@code cred} is given up. */
  private void put(long cred) {
    Struct struct = structs.at("cred", cred);
    long usage = struct.getInt("usage") - 1L;
    struct.set("usage", usage);
    if (usage == 0) {
      slab.kfree(cred);
    }
  }

  /** struct cred *prepare_creds(void). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long prepare_creds() {
    return copy(task().get("cred"));
  }

  /** struct cred *prepare_kernel_cred(struct task_struct *daemon). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long prepare_kernel_cred(long daemon) {
    Struct from = daemon == 0 ? task() : structs.at("task_struct", daemon);
    return copy(from.get("cred"));
  }

  /** int commit_creds(struct cred *new). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int commit_creds(long cred) {
    Struct task = task();
    long old = task.get("real_cred");
    Struct struct = structs.at("cred", cred);
    struct.set("usage", struct.get("usage") + 1);
    task.set("real_cred", cred);
    task.set("cred", cred);
    put(old);
    put(old);
    return 0;
  }

  /** void abort_creds(struct cred *new). */
  @KernelExport
  void abort_creds(long cred) {
    put(cred);
  }

  /** void __put_cred(struct cred *cred): its last reference is gone. */
  @KernelExport
  void __put_cred(long cred) {
    slab.kfree(cred);
  }

  /** const struct cred *override_creds(const struct cred *new). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long override_creds(long cred) {
    Struct task = task();
    long old = task.get("cred");
    Struct struct = structs.at("cred", cred);
    struct.set("usage", struct.get("usage") + 1);
    task.set("cred", cred);
    return old;
  }

  /** void revert_creds(const struct cred *old). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  void revert_creds(long old) {
    Struct task = task();
    long override = task.get("cred");
    task.set("cred", old);
    put(override);
  }

  /** int cred_fscmp(const struct cred *a, const struct cred *b). */
  @KernelExport
  int cred_fscmp(long a, long b) {
    if (a == b) {
      return 0;
    }
    Struct first = structs.at("cred", a);
    Struct second = structs.at("cred", b);
    for (String field : new String[] {"fsuid", "fsgid"}) {
      int order = Integer.compareUnsigned(first.getInt(field), second.getInt(field));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
