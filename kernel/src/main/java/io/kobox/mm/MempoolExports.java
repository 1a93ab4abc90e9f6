package io.kobox.mm;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** Pools with a guaranteed minimum of elements (mm/mempool.c). */
public final class MempoolExports {
  private static final String NO_WAIT =
      "gives NULL where Linux would wait for an element to come back";

  /** GFP_KERNEL. */
  private final Slab slab;

  private final SlabExports caches;
  private final PageAllocator pages;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final Structs structs;

  public MempoolExports(
      Slab slab,
      SlabExports caches,
      PageAllocator pages,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs) {
    this.slab = slab;
    this.caches = caches;
    this.pages = pages;
    this.functions = functions;
    this.memory = memory;
    this.structs = structs;
  }

  /** The struct lost its _s in 6.19. */
  private StructType type() {
    return structs.either("mempool_s", "mempool");
  }

  private Struct pool(long address) {
    return type().at(address);
  }

  /** mempool_t *mempool_create(int min_nr, mempool_alloc_t *, mempool_free_t *, void *data). */
  @KernelExport
  long mempool_create(int minimum, long allocate, long free, long data) {
    return mempool_create_node(minimum, allocate, free, data, Gfp.KERNEL, -1);
  }

  /** As mempool_create with GFP flags and a node. */
  @KernelExport(aliases = "mempool_create_node_noprof")
  long mempool_create_node(int minimum, long allocate, long free, long data, int gfp, int node) {
    long address = slab.kmalloc(type().size(), Gfp.ZERO);
    if (address != 0 && mempool_init_node(address, minimum, allocate, free, data, gfp, node) != 0) {
      slab.kfree(address);
      return 0;
    }
    return address;
  }

  /** int mempool_init(mempool_t *, int min_nr, mempool_alloc_t *, mempool_free_t *, void *). */
  @KernelExport(aliases = "mempool_init_noprof")
  int mempool_init(long address, int minimum, long allocate, long free, long data) {
    return mempool_init_node(address, minimum, allocate, free, data, Gfp.KERNEL, -1);
  }

  /** As mempool_init with GFP flags and a node. */
  @KernelExport
  int mempool_init_node(
      long address, int minimum, long allocate, long free, long data, int gfp, int node) {
    Struct pool = pool(address);
    long elements = slab.kmalloc(Math.max(minimum, 0) * 8L, 0);
    if (minimum < 0 || elements == 0) {
      return -Errno.ENOMEM.number();
    }
    pool.set("min_nr", minimum);
    pool.set("curr_nr", 0);
    pool.set("pool_data", data);
    pool.set("alloc", allocate);
    pool.set("free", free);
    pool.set("elements", elements);
    while (pool.getInt("curr_nr") < minimum) {
      long element = functions.call(allocate, gfp, data);
      if (element == 0) {
        mempool_exit(address);
        return -Errno.ENOMEM.number();
      }
      add(pool, element);
    }
    return 0;
  }

  private void add(Struct pool, long element) {
    int count = pool.getInt("curr_nr");
    memory.putLong(pool.get("elements") + 8L * count, element);
    pool.set("curr_nr", count + 1L);
  }

  private long remove(Struct pool) {
    int count = pool.getInt("curr_nr") - 1;
    pool.set("curr_nr", count);
    return memory.getLong(pool.get("elements") + 8L * count);
  }

  /** void mempool_exit(mempool_t *pool). */
  @KernelExport
  void mempool_exit(long address) {
    Struct pool = pool(address);
    while (pool.getInt("curr_nr") > 0) {
      functions.call(pool.get("free"), remove(pool), pool.get("pool_data"));
    }
    slab.kfree(pool.get("elements"));
    pool.set("elements", 0);
  }

  /** void mempool_destroy(mempool_t *pool). */
  @KernelExport
  void mempool_destroy(long address) {
    if (address != 0) {
      mempool_exit(address);
      slab.kfree(address);
    }
  }

  /** int mempool_resize(mempool_t *pool, int new_min_nr). */
  @KernelExport
  int mempool_resize(long address, int minimum) {
    Struct pool = pool(address);
    while (pool.getInt("curr_nr") > minimum) {
      functions.call(pool.get("free"), remove(pool), pool.get("pool_data"));
    }
    if (minimum > pool.getInt("min_nr")) {
      long old = pool.get("elements");
      long elements = slab.kmalloc(minimum * 8L, 0);
      if (elements == 0) {
        return -Errno.ENOMEM.number();
      }
      memory.copy(old, elements, pool.getInt("curr_nr") * 8L);
      pool.set("elements", elements);
      slab.kfree(old);
    }
    pool.set("min_nr", minimum);
    while (pool.getInt("curr_nr") < minimum) {
      long element = functions.call(pool.get("alloc"), Gfp.KERNEL, pool.get("pool_data"));
      if (element == 0) {
        break;
      }
      add(pool, element);
    }
    return 0;
  }

  /** void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask). */
  @KernelExport(aliases = "mempool_alloc_noprof", level = Level.PARTIAL, note = NO_WAIT)
  long mempool_alloc(long address, int gfp) {
    Struct pool = pool(address);
    long element =
        functions.call(
            pool.get("alloc"), (gfp & ~Gfp.DIRECT_RECLAIM) | Gfp.NOWARN, pool.get("pool_data"));
    return element != 0 || pool.getInt("curr_nr") == 0 ? element : remove(pool);
  }

  /** void mempool_free(void *element, mempool_t *pool). */
  @KernelExport
  void mempool_free(long element, long address) {
    if (element == 0) {
      return;
    }
    Struct pool = pool(address);
    if (pool.getInt("curr_nr") < pool.getInt("min_nr")) {
      add(pool, element);
    } else {
      functions.call(pool.get("free"), element, pool.get("pool_data"));
    }
  }

  /** void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data). */
  @KernelExport
  long mempool_alloc_slab(int gfp, long cache) {
    return caches.kmem_cache_alloc(cache, gfp);
  }

  /** void mempool_free_slab(void *element, void *pool_data). */
  @KernelExport
  void mempool_free_slab(long element, long cache) {
    caches.kmem_cache_free(cache, element);
  }

  /** void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data). */
  @KernelExport
  long mempool_kmalloc(int gfp, long size) {
    return slab.kmalloc(size, gfp);
  }

  /** void mempool_kfree(void *element, void *pool_data). */
  @KernelExport
  void mempool_kfree(long element, long data) {
    caches.kfree(element);
  }

  /** void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data). */
  @KernelExport
  long mempool_alloc_pages(int gfp, long order) {
    return pages.allocate((int) order, gfp);
  }

  /** void mempool_free_pages(void *element, void *pool_data). */
  @KernelExport
  void mempool_free_pages(long element, long order) {
    pages.free(element, (int) order);
  }
}
