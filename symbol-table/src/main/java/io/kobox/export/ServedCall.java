package io.kobox.export;

/**
 * A call that guest code made to a function that Java serves (System V AMD64 calling convention).
 */
public interface ServedCall {
  /** The integer argument {@code index} (0-based): registers first, then the caller's stack. */
  long argument(int index);

  /** The variable arguments from argument {@code index} on. */
  VarArgs varArgs(int index);

  /** The C string at {@code address}. */
  String string(long address);

  /** The address that the call returns to. */
  long returnAddress();

  /** Sets what the caller gets in RAX. */
  void result(long value);
}
