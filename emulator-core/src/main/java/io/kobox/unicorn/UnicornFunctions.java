package io.kobox.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The C functions of libunicorn. Every new signature costs the linker milliseconds at start-up, so
 * there are two: pointers and integers all travel as 64-bit values in registers, and a function
 * ignores the registers beyond its own parameters. Calls that neither block nor call back are
 * "critical": they skip the thread's state change.
 */
@SuppressWarnings("restricted")
final class UnicornFunctions {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor FIVE =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor FOUR =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  static final MethodHandle OPEN = plain("uc_open");
  static final MethodHandle CLOSE = plain("uc_close");
  static final MethodHandle MEM_MAP_PTR = plain("uc_mem_map_ptr");
  static final MethodHandle EMU_START = plain("uc_emu_start");
  static final MethodHandle EMU_STOP = plain("uc_emu_stop");
  static final MethodHandle CONTEXT_ALLOC = plain("uc_context_alloc");
  static final MethodHandle CONTEXT_FREE = plain("uc_context_free");
  static final MethodHandle CONTEXT_SIZE = plain("uc_context_size");
  static final MethodHandle REG_READ = critical("uc_reg_read");
  static final MethodHandle REG_WRITE = critical("uc_reg_write");
  static final MethodHandle REG_READ_BATCH = critical("uc_reg_read_batch");
  static final MethodHandle REG_WRITE_BATCH = critical("uc_reg_write_batch");
  static final MethodHandle CONTEXT_SAVE = critical("uc_context_save");
  static final MethodHandle CONTEXT_RESTORE = critical("uc_context_restore");
  /** {@code uc_ctl(uc, control, ...)}. */
  static final MethodHandle CTL =
      LINKER.downcallHandle(
          UnicornLibrary.get().function("uc_ctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(2));

  /** {@code uc_hook_add(uc, hh, type, callback, user_data, begin, end, ...)}. */
  static MethodHandle hookAdd() {
    return LINKER.downcallHandle(
        UnicornLibrary.get().function("uc_hook_add"),
        FunctionDescriptor.of(
            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG),
        Linker.Option.firstVariadicArg(7));
  }

  private UnicornFunctions() {}

  private static MethodHandle plain(String name) {
    return LINKER.downcallHandle(UnicornLibrary.get().function(name), FIVE);
  }

  private static MethodHandle critical(String name) {
    return LINKER.downcallHandle(
        UnicornLibrary.get().function(name), FOUR, Linker.Option.critical(false));
  }
}
