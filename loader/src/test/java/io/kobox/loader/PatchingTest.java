package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** hello_world's __fentry__ calls and returns, and what its symbols say after relocation. */
class PatchingTest {
  /** Every symbol's address; a PLT32 relocation of a call or jump reaches exactly it. */
  private static final long TARGET = 0xffffffff81234560L;

  private static ModuleImage hello() throws IOException, ModuleLoadException {
    return TestModules.load(
        TestModules.read(TestModules.CASES.resolve("hello_world/hello_world.ko.xz")));
  }

  @Test
  void callsOfFentryBecomeNops() throws IOException, ModuleLoadException {
    ModuleImage image = hello();
    ModuleSections.Objects sites = new ModuleSections(image).objects(ModuleTable.MCOUNT_LOC, 8);
    assertTrue(sites.count() > 0);
    assertEquals(sites.count(), FtraceSites.makeNops(image, TARGET));
    byte[] nop = {0x0f, 0x1f, 0x44, 0, 0};
    assertArrayEquals(nop, image.read(image.u64(sites.address()), nop.length));
    assertEquals(0, FtraceSites.makeNops(image, TARGET));
  }

  @Test
  void jumpsToTheReturnThunkBecomeReturns() throws IOException, ModuleLoadException {
    ModuleImage image = hello();
    ModuleSections.Objects sites = new ModuleSections(image).objects(ModuleTable.RETURN_SITES, 4);
    assertTrue(sites.count() > 0);
    assertEquals(sites.count(), ReturnThunks.applyReturns(image, TARGET));
    byte[] plainReturn = {(byte) 0xc3, (byte) 0xcc, (byte) 0xcc, (byte) 0xcc, (byte) 0xcc};
    long site = sites.address() + image.s32(sites.address());
    assertArrayEquals(plainReturn, image.read(site, plainReturn.length));
  }

  @Test
  void permissionsCoverBothParts() throws IOException, ModuleLoadException {
    ModuleImage image = hello();
    ModuleLayout layout = image.layout();
    assertEquals(
        layout.coreSize() + layout.initSize(),
        PagePermissions.afterRelocation(image).stream().mapToLong(PagePermissions::size).sum());
    assertEquals(
        layout.coreSize(),
        PagePermissions.afterInit(image).stream().mapToLong(PagePermissions::size).sum());
  }
}
