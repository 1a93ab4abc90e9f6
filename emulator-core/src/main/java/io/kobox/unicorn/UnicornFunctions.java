package io.kobox.unicorn;

import java.lang.invoke.MethodHandle;

/** The C functions of libunicorn that are used, see {@link NativeFunctions}. */
final class UnicornFunctions {
  static final MethodHandle OPEN = plain("uc_open");
  static final MethodHandle CLOSE = plain("uc_close");
  static final MethodHandle MEM_MAP_PTR = plain("uc_mem_map_ptr");
  static final MethodHandle MMIO_MAP = plain("uc_mmio_map");
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
      NativeFunctions.variadic(UnicornLibrary.get().function("uc_ctl"), 2);

  /** {@code uc_hook_add(uc, hh, type, callback, user_data, begin, end, ...)}. */
  static final MethodHandle HOOK_ADD =
      NativeFunctions.variadic(UnicornLibrary.get().function("uc_hook_add"), 7);

  private UnicornFunctions() {}

  private static MethodHandle plain(String name) {
    return NativeFunctions.plain(UnicornLibrary.get().function(name));
  }

  private static MethodHandle critical(String name) {
    return NativeFunctions.critical(UnicornLibrary.get().function(name));
  }
}
