package io.kobox.unicorn;

/** The registers of a CPU that is stopped. */
public interface Registers {
  /** The value of a register. */
  long read(Register register);

  /** Gives a register a value. */
  void write(Register register, long value);
}
