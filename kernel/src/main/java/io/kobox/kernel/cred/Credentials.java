package io.kobox.kernel.cred;

import io.kobox.machine.GuestMemory;
import io.kobox.profile.KernelProfile;
import io.kobox.symbols.KernelSymbol;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * init_cred and init_nsproxy, which every task of this machine has: all are root's, in the first
 * namespaces (kernel/cred.c, kernel/nsproxy.c).
 */
public final class Credentials {
  private static final List<String> FULL_SETS =
      List.of("cap_permitted", "cap_effective", "cap_bset");

  /** CAP_FULL_SET: CAP_LAST_CAP is CAP_CHECKPOINT_RESTORE, 40. */
  private static final long FULL_SET = (1L << 41) - 1;

  private final Structs structs;
  private final KernelProfile profile;
  private final GuestMemory memory;
  private final LongUnaryOperator storage;
  private long cred;
  private long nsproxy;

  /**
   * @param storage zeroed memory of so many bytes
   */
  public Credentials(
      Structs structs, KernelProfile profile, GuestMemory memory, LongUnaryOperator storage) {
    this.structs = structs;
    this.memory = memory;
    this.profile = profile;
    this.storage = storage;
  }

  /** The task gets what its parent has. */
  public void copy(Struct task) {
    if (cred == 0) {
      cred = initCred();
      nsproxy = initNsproxy();
    }
    Struct shared = structs.at("cred", cred);
    shared.set("usage", shared.get("usage") + 2);
    task.set("cred", cred);
    task.set("real_cred", cred);
    task.set("nsproxy", nsproxy);
  }

  private long initCred() {
    Struct init = allocate("cred");
    init.set("usage", 4);
    for (String set : FULL_SETS) {
      // kernel_cap_t was an array of two words before Linux 6.3
      memory.putLong(init.addressOf(set), FULL_SET);
    }
    init.set("user_ns", address("init_user_ns"));
    return init.address();
  }

  private long initNsproxy() {
    Struct init = allocate("nsproxy");
    init.set("count", 1);
    init.set("uts_ns", address("init_uts_ns"));
    return init.address();
  }

  private Struct allocate(String name) {
    StructType type = structs.type(name);
    return structs.at(name, storage.applyAsLong(type.size()));
  }

  private long address(String export) {
    KernelSymbol symbol = profile.exports().find(export);
    return symbol == null ? 0 : symbol.address();
  }
}
