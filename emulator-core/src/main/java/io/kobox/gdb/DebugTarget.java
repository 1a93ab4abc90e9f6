package io.kobox.gdb;

import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Map;

/** A machine as a debugger sees it while it stands still. */
public interface DebugTarget {
  /** The threads there are. */
  List<DebugThread> threads();

  /** The number of the thread that runs. */
  long currentThread();

  /** The registers of a thread, as far as they are known. */
  Map<Register, Long> registers(long thread);

  /** Gives a register of a thread a value; false if that cannot be done. */
  boolean setRegister(long thread, Register register, long value);

  /** The memory at {@code address}: {@code length} bytes, or fewer if not all are mapped. */
  byte[] read(long address, int length);

  /** Writes memory, also what the machine itself may only read; false if it is not mapped. */
  boolean write(long address, byte[] bytes);

  /** The modules that are loaded. */
  List<LoadedModule> modules();

  /** Whether it can go back in time. */
  boolean canGoBack();

  /** An ELF file with the kernel's symbols. */
  byte[] kernel();
}
