package io.kobox.loader;

import java.util.Arrays;

/**
 * The jumps to __x86_return_thunk, listed in .return_sites (arch/x86/kernel/alternative.c:
 * apply_returns()), on a CPU that needs no return thunk.
 */
public final class ReturnThunks {
  private static final int JMP32 = 0xe9;
  private static final int JMP32_BYTES = 5;
  private static final byte RET = (byte) 0xc3;
  private static final byte INT3 = (byte) 0xcc;

  private ReturnThunks() {}

  /**
   * Makes every {@code jmp __x86_return_thunk} a {@code ret} and int3s; other instructions stay.
   *
   * @param returnThunk guest address of __x86_return_thunk
   * @return how many were made returns
   */
  public static int applyReturns(ModuleImage image, long returnThunk) throws ModuleLoadException {
    byte[] plainReturn = new byte[JMP32_BYTES];
    Arrays.fill(plainReturn, INT3);
    plainReturn[0] = RET;
    SiteTable sites = new SiteTable(image, ModuleTable.RETURN_SITES);
    int patched = 0;
    for (int i = 0; i < sites.count(); i++) {
      long site = sites.site(i);
      if (image.contains(site, JMP32_BYTES)
          && image.u8(site) == JMP32
          && site + JMP32_BYTES + image.s32(site + 1) == returnThunk) {
        image.write(site, plainReturn);
        patched++;
      }
    }
    return patched;
  }
}
