package io.kobox.pc;

import io.kobox.debug.DebuggedCpu;
import io.kobox.unicorn.MemoryWatcher;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import java.util.function.LongToIntFunction;

/** The CPU of a PC for a debugger: addresses are those of the page tables that are in use. */
final class PcCpu implements DebuggedCpu {
  private final Pc pc;
  private final Unicorn unicorn;
  private final Processor processor;
  private final LongToIntFunction start;

  /**
   * @param start runs the CPU from an address on
   */
  PcCpu(Pc pc, Unicorn unicorn, Processor processor, LongToIntFunction start) {
    this.pc = pc;
    this.unicorn = unicorn;
    this.processor = processor;
    this.start = start;
  }

  private GuestPages pages() {
    pc.pages().setRoot(unicorn.read(Register.CR3));
    return pc.pages();
  }

  @Override
  public int start(long rip) {
    return start.applyAsInt(rip);
  }

  @Override
  public boolean faultPending() {
    return processor.faultPending();
  }

  @Override
  public boolean isCode(long address) {
    return pages().isExecutable(address);
  }

  @Override
  public int codeAt(long address) {
    return pages().getByte(address);
  }

  @Override
  public long physical(long address) {
    return pages().translate(address);
  }

  @Override
  public void watchMemory(MemoryWatcher watcher) {
    unicorn.watchMemory(watcher);
  }

  @Override
  public void patchCode(long address, byte value) {
    pages().write(address, new byte[] {value}, 0, 1);
    pc.codeChanged(address, 1);
  }

  @Override
  public long read(Register register) {
    return unicorn.read(register);
  }

  @Override
  public void write(Register register, long value) {
    unicorn.write(register, value);
  }
}
