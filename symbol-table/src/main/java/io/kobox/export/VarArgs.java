package io.kobox.export;

/** C's variable arguments, taken one after the other: from a call's registers or from a va_list. */
public interface VarArgs {
  /** The next argument of 64 bits: a long or a pointer. */
  long nextLong();

  /** The next argument of 32 bits or less (promoted to int by the caller). */
  default int nextInt() {
    return (int) nextLong();
  }
}
