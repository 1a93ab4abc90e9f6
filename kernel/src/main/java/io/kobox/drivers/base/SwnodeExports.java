package io.kobox.drivers.base;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.syscalls.Errno;
import java.util.ArrayList;
import java.util.List;

/** drivers/base/swnode.c. */
public final class SwnodeExports {
  private static final String NAMES = "only the names count, for %pfw; no properties, no sysfs";

  private final SoftwareNodes nodes;

  public SwnodeExports(SoftwareNodes nodes) {
    this.nodes = nodes;
  }

  /** int software_node_register_nodes(const struct software_node *nodes): parents come first. */
  @KernelExport(level = Level.PARTIAL, note = NAMES)
  int software_node_register_nodes(long array) {
    for (long node = array; !nodes.isEnd(node); node += nodes.size()) {
      int error = software_node_register(node);
      if (error != 0) {
        unregister(array, node);
        return error;
      }
    }
    return 0;
  }

  /** void software_node_unregister_nodes(const struct software_node *nodes): the last one first. */
  @KernelExport(level = Level.PARTIAL, note = NAMES)
  void software_node_unregister_nodes(long array) {
    long end = array;
    while (!nodes.isEnd(end)) {
      end += nodes.size();
    }
    unregister(array, end);
  }

  private void unregister(long array, long end) {
    List<Long> backwards = new ArrayList<>();
    for (long node = array; node != end; node += nodes.size()) {
      backwards.addFirst(node);
    }
    backwards.forEach(nodes::unregister);
  }

  /** int software_node_register(const struct software_node *node). */
  @KernelExport(level = Level.PARTIAL, note = NAMES)
  int software_node_register(long node) {
    if (nodes.isRegistered(node)) {
      return -Errno.EEXIST.number();
    }
    long parent = nodes.parent(node);
    if (parent != 0 && !nodes.isRegistered(parent)) {
      return -Errno.EINVAL.number();
    }
    return nodes.register(node) ? 0 : -Errno.ENOMEM.number();
  }

  /** void software_node_unregister(const struct software_node *node). */
  @KernelExport(level = Level.PARTIAL, note = NAMES)
  void software_node_unregister(long node) {
    nodes.unregister(node);
  }

  /** struct fwnode_handle *software_node_fwnode(const struct software_node *node). */
  @KernelExport
  long software_node_fwnode(long node) {
    return nodes.fwnode(node);
  }
}
