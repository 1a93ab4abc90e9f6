package io.kobox.kernel.module;

import io.kobox.symbols.KernelSymbol;
import org.jspecify.annotations.Nullable;

/** The kernel's own export table, as modules are linked against it. */
public interface KernelExports {
  /** The symbol, if it is exported and served; null also for a GPL-only one that is not allowed. */
  @Nullable KernelSymbol find(String name, boolean gplOk);

  /** The address of a function that is known to be there. */
  long addressOf(String name);

  /** Whether the kernel or an earlier table has a symbol of that name at all. */
  boolean isExported(String name);

  /**
   * What an unresolved symbol is bound to: 0, or in a lenient machine a trap that names itself and
   * its caller when it is reached.
   */
  long lenient(String name, String module);

  /** A module wants {@code name} and nothing has it: tells the user what could help. */
  default void reportMissing(String name) {}
}
