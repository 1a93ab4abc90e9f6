package io.kobox.kernel.entry;

/** In a lenient machine, guest code reached a symbol that nothing serves. */
public final class UnservedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnservedCallException(String symbol, String module) {
    super(module + " called " + symbol + ", which nothing serves", null, false, false);
  }
}
