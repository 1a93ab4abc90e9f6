package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.Unicorn;

/** A place to keep all registers of the CPU, for switching between tasks. */
@HostSide
public final class CpuContext implements AutoCloseable {
  private final Unicorn.Context context;

  CpuContext(Unicorn.Context context) {
    this.context = context;
  }

  /** Keeps the CPU's registers here. */
  public void save() {
    context.save();
  }

  /** Gives the CPU the registers kept here. */
  public void restore() {
    context.restore();
  }

  /** Keeps here what another place keeps. */
  void copyFrom(CpuContext source) {
    context.bytes().copyFrom(source.context.bytes());
  }

  @Override
  public void close() {
    context.close();
  }
}
