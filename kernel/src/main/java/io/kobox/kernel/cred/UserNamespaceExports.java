package io.kobox.kernel.cred;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/**
 * User and group numbers in a user namespace; there is only the first one, in which each is itself
 * (kernel/user_namespace.c, kernel/user.c).
 */
public final class UserNamespaceExports {
  private static final String NOTE = "there is one user namespace";

  private final GuestMemory memory;
  private final Structs structs;

  public UserNamespaceExports(GuestMemory memory, Structs structs) {
    this.memory = memory;
    this.structs = structs;
  }

  @KernelData(type = "struct user_namespace", level = Level.PARTIAL, note = NOTE)
  void init_user_ns(long address) {
    Struct namespace = structs.at("user_namespace", address);
    StructType map = structs.type("uid_gid_map");
    StructType extent = structs.type("uid_gid_extent");
    for (String name : new String[] {"uid_map", "gid_map", "projid_map"}) {
      long first = namespace.addressOf(name);
      memory.putInt(first + map.offset("nr_extents"), 1);
      memory.putInt(first + map.offset("extent") + extent.offset("count"), -1);
    }
    memory.putInt(namespace.addressOf("ns.count"), 3);
  }

  /** uid_t from_kuid(struct user_namespace *targ, kuid_t kuid). */
  @KernelExport(
      aliases = {"from_kuid_munged", "from_kgid", "from_kgid_munged", "from_kprojid"},
      level = Level.PARTIAL,
      note = NOTE)
  int from_kuid(long namespace, int id) {
    return id;
  }

  /** kuid_t make_kuid(struct user_namespace *ns, uid_t uid). */
  @KernelExport(
      aliases = {"make_kgid", "make_kprojid"},
      level = Level.PARTIAL,
      note = NOTE)
  int make_kuid(long namespace, int id) {
    return id;
  }
}
