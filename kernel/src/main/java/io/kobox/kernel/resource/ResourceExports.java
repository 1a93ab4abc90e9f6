package io.kobox.kernel.resource;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;
import io.kobox.mm.Slab;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Who has which ports and which memory: struct resource in guest memory (kernel/resource.c). */
public final class ResourceExports {
  private static final int EBUSY = 16;
  private static final int EINVAL = 22;
  private static final long IORESOURCE_IO = 0x100;
  private static final long IORESOURCE_MEM = 0x200;
  private static final long IORESOURCE_SYSRAM = 0x01000000;
  private static final long TYPES = 0x1f00;
  private static final long BUSY = 0x80000000L;
  private static final long IO_LAST = 0xffff;
  private static final int MOST_DEPTH = 5;

  private final GuestMemory memory;
  private final Slab slab;
  private final KernelLog log;
  private final long ramSize;
  private final ToLongFunction<String> addressOf;
  private final StructType type;

  public ResourceExports(
      GuestMemory memory,
      Slab slab,
      Structs structs,
      KernelLog log,
      long ramSize,
      ToLongFunction<String> addressOf) {
    this.memory = memory;
    this.slab = slab;
    this.log = log;
    this.ramSize = ramSize;
    this.addressOf = addressOf;
    this.type = structs.type("resource");
  }

  private void describe(long address, String name, long first, long last, long flags) {
    Struct struct = type.at(address);
    byte[] text = (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    long copy = slab.kmalloc(text.length, 0);
    slab.forget(copy);
    memory.write(copy, text);
    struct.set("name", copy);
    struct.set("start", first);
    struct.set("end", last);
    struct.set("flags", flags);
  }

  /** One of the machine's own, which is always taken. */
  private void reserve(long parent, String name, long first, long last, long flags) {
    long address = slab.kmalloc(type.size(), Gfp.ZERO);
    slab.forget(address);
    describe(address, name, first, last, flags | BUSY);
    insert(parent, address);
  }

  /** With standard_io_resources (arch/x86/kernel/setup.c). */
  @KernelData(type = "struct resource")
  void ioport_resource(long address) {
    describe(address, "PCI IO", 0, IO_LAST, IORESOURCE_IO);
    reserve(address, "dma1", 0x00, 0x1f, IORESOURCE_IO);
    reserve(address, "pic1", 0x20, 0x21, IORESOURCE_IO);
    reserve(address, "timer0", 0x40, 0x43, IORESOURCE_IO);
    reserve(address, "timer1", 0x50, 0x53, IORESOURCE_IO);
    reserve(address, "keyboard", 0x60, 0x60, IORESOURCE_IO);
    reserve(address, "keyboard", 0x64, 0x64, IORESOURCE_IO);
    reserve(address, "dma page reg", 0x80, 0x8f, IORESOURCE_IO);
    reserve(address, "pic2", 0xa0, 0xa1, IORESOURCE_IO);
    reserve(address, "dma2", 0xc0, 0xdf, IORESOURCE_IO);
    reserve(address, "fpu", 0xf0, 0xff, IORESOURCE_IO);
  }

  /** With the memory, as e820__reserve_resources has it. */
  @KernelData(type = "struct resource")
  void iomem_resource(long address) {
    describe(address, "PCI mem", 0, -1, IORESOURCE_MEM);
    reserve(address, "System RAM", 0, ramSize - 1, IORESOURCE_MEM | IORESOURCE_SYSRAM);
  }

  /** __request_resource: 0, or who has a part of it; the parent if it is no part of that. */
  private long insert(long parent, long resource) {
    Struct wanted = type.at(resource);
    Struct above = type.at(parent);
    long start = wanted.get("start");
    long end = wanted.get("end");
    if (Long.compareUnsigned(end, start) < 0
        || Long.compareUnsigned(start, above.get("start")) < 0
        || Long.compareUnsigned(end, above.get("end")) > 0) {
      return parent;
    }
    long link = above.addressOf("child");
    while (true) {
      long other = memory.getLong(link);
      if (other == 0 || Long.compareUnsigned(type.at(other).get("start"), end) > 0) {
        wanted.set("sibling", other);
        memory.putLong(link, resource);
        wanted.set("parent", parent);
        return 0;
      }
      link = type.at(other).addressOf("sibling");
      if (Long.compareUnsigned(type.at(other).get("end"), start) >= 0) {
        return other;
      }
    }
  }

  /** struct resource *__request_region(parent, start, n, const char *name, int flags). */
  @KernelExport
  long __request_region(long parent, long start, long count, long name, int flags) {
    long resource = slab.kmalloc(type.size(), 0);
    if (resource == 0) {
      return 0;
    }
    memory.fill(resource, type.size(), (byte) 0);
    Struct struct = type.at(resource);
    struct.set("name", name);
    struct.set("start", start);
    struct.set("end", start + count - 1);
    long above = parent;
    while (true) {
      struct.set("flags", (type.at(above).get("flags") & TYPES) | BUSY | flags);
      long conflict = insert(above, resource);
      if (conflict == 0) {
        return resource;
      }
      if (conflict == above || (type.at(conflict).get("flags") & BUSY) != 0) {
        slab.kfree(resource);
        return 0;
      }
      above = conflict;
    }
  }

  /** void __release_region(struct resource *parent, resource_size_t start, n). */
  @KernelExport
  void __release_region(long parent, long start, long count) {
    long end = start + count - 1;
    long link = type.at(parent).addressOf("child");
    while (memory.getLong(link) != 0) {
      long at = memory.getLong(link);
      Struct struct = type.at(at);
      boolean covers =
          Long.compareUnsigned(struct.get("start"), start) <= 0
              && Long.compareUnsigned(struct.get("end"), end) >= 0;
      if (!covers) {
        link = struct.addressOf("sibling");
      } else if ((struct.get("flags") & BUSY) == 0) {
        link = struct.addressOf("child");
      } else if (struct.get("start") != start || struct.get("end") != end) {
        break;
      } else {
        memory.putLong(link, struct.get("sibling"));
        slab.kfree(at);
        return;
      }
    }
    log.warn(
        String.format(
            Locale.ROOT,
            "resource: Trying to free nonexistent resource <0x%016x-0x%016x>\n",
            start,
            end));
  }

  /** int request_resource(struct resource *root, struct resource *new). */
  @KernelExport
  int request_resource(long root, long resource) {
    return insert(root, resource) == 0 ? 0 : -EBUSY;
  }

  /** int release_resource(struct resource *old); one that is in no tree has no parent: a fault. */
  @KernelExport
  int release_resource(long resource) {
    Struct struct = type.at(resource);
    long link = type.at(struct.get("parent")).addressOf("child");
    while (memory.getLong(link) != 0) {
      long at = memory.getLong(link);
      if (at == resource) {
        memory.putLong(link, struct.get("sibling"));
        struct.set("parent", 0);
        return 0;
      }
      link = type.at(at).addressOf("sibling");
    }
    return -EINVAL;
  }

  /** /proc/ioports (r_show). */
  public String ioports() {
    StringBuilder text = new StringBuilder();
    show(text, addressOf.applyAsLong("ioport_resource"), 0, "%04x-%04x : %s\n");
    return text.toString();
  }

  /** /proc/iomem. */
  public String iomem() {
    StringBuilder text = new StringBuilder();
    show(text, addressOf.applyAsLong("iomem_resource"), 0, "%08x-%08x : %s\n");
    return text.toString();
  }

  private void show(StringBuilder text, long parent, int depth, String format) {
    long at = type.at(parent).get("child");
    while (at != 0) {
      Struct struct = type.at(at);
      long name = struct.get("name");
      text.append("  ".repeat(depth))
          .append(
              String.format(
                  Locale.ROOT,
                  format,
                  struct.get("start"),
                  struct.get("end"),
                  name == 0 ? "<BAD>" : memory.string(name)));
      if (depth + 1 < MOST_DEPTH) {
        show(text, at, depth + 1, format);
      }
      at = struct.get("sibling");
    }
  }
}
