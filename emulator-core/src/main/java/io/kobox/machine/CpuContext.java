package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.Unicorn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

  /** What is kept here, as libunicorn lays it out. */
  public byte[] bytes() {
    return context.bytes().toArray(ValueLayout.JAVA_BYTE);
  }

  /** Keeps here what {@link #bytes} gave. */
  public void setBytes(byte[] bytes) {
    context.bytes().copyFrom(MemorySegment.ofArray(bytes));
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
