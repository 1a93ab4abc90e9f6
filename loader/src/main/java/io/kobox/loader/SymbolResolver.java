package io.kobox.loader;

/** How simplify_symbols() asks the kernel for the symbols that the module does not define. */
public interface SymbolResolver {
  /** The kernel's answer for one symbol. */
  sealed interface Resolution {}

  /**
   * Found (kernel_symbol_value()).
   *
   * @param address the guest address
   */
  record Resolved(long address) implements Resolution {}

  /** Nobody exports it. A weak symbol is then 0. */
  enum Unresolved implements Resolution {
    /** The only one. */
    UNRESOLVED
  }

  /**
   * Found, but the module may not have it.
   *
   * @param errno positive
   */
  record Refused(int errno) implements Resolution {}

  /** resolve_symbol_wait(). */
  Resolution resolve(String name);

  /**
   * A needed symbol is missing: the caller prints {@code %s: Unknown symbol %s (err %d)}.
   *
   * @param errno positive
   */
  void unknownSymbol(String name, int errno);

  /** The kernel prints a line here. */
  void log(LogLine line);
}
