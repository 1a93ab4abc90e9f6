package io.kobox.lib;

import java.util.List;

/** The names of firmware nodes that the kernel itself made. */
@FunctionalInterface
public interface FwnodeNames {
  /** The names from the root to the node at {@code fwnode}; empty if it is not the kernel's. */
  List<String> path(long fwnode);
}
