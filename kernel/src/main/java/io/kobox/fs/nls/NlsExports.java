package io.kobox.fs.nls;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** The list of character sets (fs/nls/nls_base.c), linked by nls_table.next, the newest first. */
public final class NlsExports {
  private final StructType type;
  private final GuestMemory memory;
  private long tables;

  public NlsExports(Structs structs, GuestMemory memory) {
    this.type = structs.type("nls_table");
    this.memory = memory;
  }

  /** int __register_nls(struct nls_table *nls, struct module *owner). */
  @KernelExport
  int __register_nls(long nls, long owner) {
    Struct table = type.at(nls);
    if (table.get("next") != 0) {
      return -Errno.EBUSY.number();
    }
    table.set("owner", owner);
    for (long each = tables; each != 0; each = type.at(each).get("next")) {
      if (each == nls) {
        return -Errno.EBUSY.number();
      }
    }
    table.set("next", tables);
    tables = nls;
    return 0;
  }

  /** int unregister_nls(struct nls_table *nls). */
  @KernelExport
  int unregister_nls(long nls) {
    long before = 0;
    for (long each = tables; each != 0; each = type.at(each).get("next")) {
      if (each == nls) {
        long next = type.at(nls).get("next");
        if (before == 0) {
          tables = next;
        } else {
          memory.putLong(before + type.offset("next"), next);
        }
        return 0;
      }
      before = each;
    }
    return -Errno.EINVAL.number();
  }
}
