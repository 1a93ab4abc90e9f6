package io.kobox.lib;

/** Turns kernel addresses into symbol names (kernel/kallsyms.c: sprint_symbol and its siblings). */
public interface SymbolNames {
  /** How a symbol is written. */
  enum Form {
    /** {@code name+0xOFFSET/0xSIZE [module]}. */
    SYMBOL,
    /** As {@link #SYMBOL}, with the module's build id. */
    SYMBOL_BUILD_ID,
    /** {@code name [module]}. */
    NO_OFFSET,
    /** As {@link #SYMBOL} for a return address: the instruction before it decides. */
    BACKTRACE,
    /** As {@link #BACKTRACE}, with the module's build id. */
    BACKTRACE_BUILD_ID
  }

  /** The text for {@code address}; {@code 0x…} if no symbol covers it. */
  String sprintSymbol(long address, Form form);
}
