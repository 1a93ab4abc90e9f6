package io.kobox.machine;

import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import java.util.Arrays;
import java.util.stream.Stream;

/** The registers of a program that is not running: those in the list here, and all others. */
public final class UserContext implements Registers, AutoCloseable {
  /** The registers that can be read and changed; RIP comes last. */
  static final Register[] VISIBLE =
      Stream.concat(
              Register.GENERAL.stream(), Stream.of(Register.RFLAGS, Register.FS_BASE, Register.RIP))
          .toArray(Register[]::new);

  private static final int[] INDEX = new int[Register.values().length];

  static {
    Arrays.fill(INDEX, -1);
    for (int i = 0; i < VISIBLE.length; i++) {
      INDEX[VISIBLE[i].ordinal()] = i;
    }
  }

  private final CpuContext others;
  final long[] values;

  UserContext(CpuContext others, long[] values) {
    this.others = others;
    this.values = values;
  }

  CpuContext others() {
    return others;
  }

  private static int index(Register register) {
    int index = INDEX[register.ordinal()];
    if (index < 0) {
      throw new IllegalArgumentException(register + " is not a program's");
    }
    return index;
  }

  @Override
  public long read(Register register) {
    return values[index(register)];
  }

  @Override
  public void write(Register register, long value) {
    values[index(register)] = value;
  }

  @Override
  public void close() {
    others.close();
  }
}
