package io.kobox.loader;

/**
 * The calls of __fentry__ at the functions' entries, listed in __mcount_loc (kernel/trace/ftrace.c:
 * ftrace_process_locs(), arch/x86/kernel/ftrace.c: ftrace_make_nop()).
 */
public final class FtraceSites {
  private static final int CALL = 0xe8;
  private static final int CALL_BYTES = 5;

  private FtraceSites() {}

  /**
   * Makes every call of __fentry__ the five-byte nop. A site that holds something else stays as it
   * is; there the kernel prints an ftrace bug report.
   *
   * @param fentry guest address of __fentry__
   * @return how many calls became nops
   */
  public static int makeNops(ModuleImage image, long fentry) throws ModuleLoadException {
    ModuleSections.Objects sites =
        new ModuleSections(image).objects(ModuleTable.MCOUNT_LOC, Long.BYTES);
    int patched = 0;
    for (int i = 0; i < sites.count(); i++) {
      long site = image.u64(sites.address() + (long) i * Long.BYTES);
      if (image.contains(site, CALL_BYTES)
          && image.u8(site) == CALL
          && site + CALL_BYTES + image.s32(site + 1) == fentry) {
        image.write(site, Nops.of(CALL_BYTES));
        patched++;
      }
    }
    return patched;
  }
}
