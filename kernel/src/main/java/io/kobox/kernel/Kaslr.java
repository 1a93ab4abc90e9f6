package io.kobox.kernel;

import static io.kobox.machine.AddressLayout.PAGE_SIZE;

import io.kobox.machine.FrameAllocator;
import java.util.SplittableRandom;

/**
 * Where memory begins that is given out: as arch/x86/mm/kaslr.c and get_module_load_offset
 * (arch/x86/kernel/module.c) vary it. Seed 0 stands for "nokaslr". The kernel's own code stays
 * where its image has it.
 */
final class Kaslr {
  private static final int MOST_FRAMES = 1024;
  private static final int MOST_MODULE_PAGES = 1024;

  /** 1 GB, as the kernel's steps are (PUD_SIZE). */
  private static final long VMALLOC_STEP = 1L << 30;

  private static final int MOST_VMALLOC_STEPS = 1024;

  private final int frames;
  private final long vmallocOffset;
  private final long moduleLoadOffset;

  Kaslr(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean on = seed != 0;
    frames = on ? 1 + random.nextInt(MOST_FRAMES) : 0;
    vmallocOffset = on ? random.nextInt(MOST_VMALLOC_STEPS) * VMALLOC_STEP : 0;
    moduleLoadOffset = on ? (1L + random.nextInt(MOST_MODULE_PAGES)) * PAGE_SIZE : 0;
  }

  /** Takes frames that nobody gets, so that the direct map's addresses differ. */
  void skip(FrameAllocator allocator) {
    if (frames > 0) {
      allocator.allocate(frames);
    }
  }

  long vmallocOffset() {
    return vmallocOffset;
  }

  long moduleLoadOffset() {
    return moduleLoadOffset;
  }
}
