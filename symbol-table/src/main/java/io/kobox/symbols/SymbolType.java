package io.kobox.symbols;

/** What an exported symbol names. */
public enum SymbolType {
  /** Code. */
  FUNCTION,
  /** A variable. */
  DATA,
  /** A per-CPU variable: its address is an offset into the per-CPU area. */
  PER_CPU,
  /** Not told by the source the symbol was read from. */
  UNKNOWN
}
