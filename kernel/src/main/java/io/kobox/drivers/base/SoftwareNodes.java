package io.kobox.drivers.base;

import io.kobox.lib.FwnodeNames;
import io.kobox.lib.Kmalloc;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that software describes devices with (drivers/base/swnode.c): their names, for {@code
 * %pfw}. Properties and references are not looked at, and there are no directories in
 * /sys/kernel/software_nodes.
 */
public final class SoftwareNodes implements FwnodeNames {
  private final GuestMemory memory;
  private final Structs structs;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;

  /** The struct swnode of each registered struct software_node. */
  private final Map<Long, Long> registered = new HashMap<>();

  public SoftwareNodes(GuestMemory memory, Structs structs, Kmalloc kmalloc, LongConsumer kfree) {
    this.memory = memory;
    this.structs = structs;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
  }

  boolean isRegistered(long node) {
    return registered.containsKey(node);
  }

  /** software_node_register(); false if there is no memory. */
  boolean register(long node) {
    long swnode = kmalloc.kmalloc(structs.type("swnode").size(), Gfp.KERNEL | Gfp.ZERO);
    if (swnode != 0) {
      structs.at("swnode", swnode).set("node", node);
      registered.put(node, swnode);
    }
    return swnode != 0;
  }

  /** software_node_unregister(). */
  void unregister(long node) {
    Long swnode = registered.remove(node);
    if (swnode != null) {
      kfree.accept(swnode);
    }
  }

  /** software_node_fwnode(): 0 if the node is not registered. */
  long fwnode(long node) {
    Long swnode = registered.get(node);
    return swnode == null ? 0 : swnode + structs.type("swnode").offset("fwnode");
  }

  long parent(long node) {
    return node(node).get("parent");
  }

  /** Whether an array of nodes ends here. */
  boolean isEnd(long node) {
    return node(node).get("name") == 0;
  }

  long size() {
    return structs.type("software_node").size();
  }

  @Override
  public List<String> path(long fwnode) {
    List<String> names = new ArrayList<>();
    Long node = nodeOf(fwnode);
    while (node != null && registered.containsKey(node) && names.size() <= registered.size()) {
      names.addFirst(memory.string(node(node).get("name")));
      node = parent(node);
    }
    return names;
  }

  private @Nullable Long nodeOf(long fwnode) {
    for (Long node : registered.keySet()) {
      if (fwnode(node) == fwnode) {
        return node;
      }
    }
    return null;
  }

  private Struct node(long address) {
    return structs.at("software_node", address);
  }
}
