package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Good modules with random damage: only ModuleLoadException may come out, and soon. */
class HostileModulesTest {
  private static final int HEADER_BYTES = 64;

  @Test
  void damagedModulesFailCleanly() throws IOException {
    damage(500, 1);
  }

  @Test
  @Tag("nightly")
  void manyDamagedModulesFailCleanly() throws IOException {
    damage(20_000, 2);
  }

  private static void damage(int count, long seed) throws IOException {
    Random random = new Random(seed);
    List<Path> files = TestModules.modules(TestModules.CASES);
    byte[] good = new byte[0];
    int failures = 0;
    for (int i = 0; i < count; i++) {
      if (i % 25 == 0) {
        good = TestModules.read(files.get(random.nextInt(files.size())));
      }
      byte[] bad = mutate(good, random);
      boolean[] failed = new boolean[1];
      assertTimeout(Duration.ofSeconds(5), () -> failed[0] = fails(bad), "mutation " + i);
      if (failed[0]) {
        failures++;
      }
    }
    assertTrue(failures > count / 20, "the damage is too mild: " + failures);
    assertTrue(failures < count, "nothing was loaded");
  }

  private static boolean fails(byte[] module) {
    try {
      ModuleImage image = TestModules.load(module);
      var unused = FtraceSites.makeNops(image, 0xffffffff81234560L);
      unused = ReturnThunks.applyReturns(image, 0xffffffff8123455cL);
      unused = Retpolines.applyRetpolines(image, address -> (int) address & 0xf);
      unused = Alternatives.applyAlternatives(image, feature -> (feature & 1) == 0);
      unused = SmpLocks.unlock(image);
      unused = StaticCalls.sites(image).size();
      unused = JumpLabels.entries(image).size();
      unused = ParaInstructions.sites(image).size();
      unused = new ModuleVersions(image.module()).all().size();
      unused = new ModInfo(image.module()).strings().size();
      return false;
    } catch (ModuleLoadException _) {
      return true;
    }
  }

  /** Damages the ELF header, the section headers, a table, or cuts the file. */
  private static byte[] mutate(byte[] good, Random random) {
    byte[] bad = good.clone();
    int headers = (int) readLong(good, 40);
    int table = good.length - headers;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(HEADER_BYTES);
            case 1, 2 -> headers + random.nextInt(table);
            default -> random.nextInt(good.length);
          };
      switch (random.nextInt(3)) {
        case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bad[at] = (byte) random.nextInt(256);
        default -> bad[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
  }

  private static long readLong(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }
}
