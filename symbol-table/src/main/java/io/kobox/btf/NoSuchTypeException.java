package io.kobox.btf;

/** A type, member or enumerator that the code asks for is not in this kernel's type data. */
public final class NoSuchTypeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NoSuchTypeException(String message) {
    super(message);
  }
}
