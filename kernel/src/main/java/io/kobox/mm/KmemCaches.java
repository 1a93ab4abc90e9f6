package io.kobox.mm;

import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The guest's struct kmem_cache objects: opaque to modules, but each has an address and a name. */
final class KmemCaches {
  private final Structs structs;
  private final Slab slab;
  private final Map<Long, KmemCache> byAddress = new HashMap<>();
  private final Map<KmemCache, Long> addresses = new HashMap<>();

  KmemCaches(Structs structs, Slab slab) {
    this.structs = structs;
    this.slab = slab;
  }

  /** The struct kmem_cache of {@code cache}, made when first asked for. */
  long addressOf(KmemCache cache) {
    Long known = addresses.get(cache);
    return known != null ? known : add(cache);
  }

  private long add(KmemCache cache) {
    long address = slab.kmalloc(structs.type("kmem_cache").size(), Gfp.ZERO);
    if (address == 0) {
      return 0;
    }
    Struct struct = structs.at("kmem_cache", address);
    struct.set("object_size", cache.objectSize());
    struct.set("size", cache.objectSize());
    byAddress.put(address, cache);
    addresses.put(cache, address);
    return address;
  }

  @Nullable KmemCache at(long address) {
    return byAddress.get(address);
  }

  void remove(long address) {
    KmemCache cache = byAddress.remove(address);
    if (cache != null) {
      addresses.remove(cache);
      slab.kfree(address);
    }
  }
}
