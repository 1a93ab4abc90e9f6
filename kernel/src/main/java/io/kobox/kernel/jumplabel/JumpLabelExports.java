package io.kobox.kernel.jumplabel;

import io.kobox.export.KernelExport;
import io.kobox.types.Struct;
import io.kobox.types.Structs;

/** Static keys that modules turn (kernel/jump_label.c). */
public final class JumpLabelExports {
  private final Structs structs;
  private final StaticKeys keys;

  public JumpLabelExports(Structs structs, StaticKeys keys) {
    this.structs = structs;
    this.keys = keys;
  }

  private Struct key(long address) {
    return structs.at("static_key", address);
  }

  /** int static_key_count(struct static_key *key). */
  @KernelExport
  int static_key_count(long key) {
    return key(key).getInt("enabled.counter");
  }

  /** void static_key_enable(struct static_key *key). */
  @KernelExport(aliases = "static_key_enable_cpuslocked")
  void static_key_enable(long key) {
    keys.set(key, true);
  }

  /** void static_key_disable(struct static_key *key). */
  @KernelExport(aliases = "static_key_disable_cpuslocked")
  void static_key_disable(long key) {
    keys.set(key, false);
  }

  /** bool static_key_slow_inc(struct static_key *key). */
  @KernelExport(aliases = "static_key_slow_inc_cpuslocked")
  boolean static_key_slow_inc(long key) {
    int count = static_key_count(key);
    if (count == 0) {
      keys.set(key, true);
    } else {
      key(key).set("enabled.counter", count + 1);
    }
    return true;
  }

  /** void static_key_slow_dec(struct static_key *key). */
  @KernelExport(aliases = "static_key_slow_dec_cpuslocked")
  void static_key_slow_dec(long key) {
    int count = static_key_count(key);
    if (count == 1) {
      keys.set(key, false);
    } else {
      key(key).set("enabled.counter", count - 1);
    }
  }
}
