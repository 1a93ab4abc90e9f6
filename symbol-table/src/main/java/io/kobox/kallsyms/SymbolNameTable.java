package io.kobox.kallsyms;

/** The names of a symbol table. */
interface SymbolNameTable {
  /** The type letter and the name at {@code index}. */
  String expand(int index);
}
