package io.kobox.arch.x86;

import io.kobox.export.KernelExport;

/** Confidential computing (arch/x86/coco/core.c), of which this CPU knows nothing. */
public final class CocoExports {
  /** bool cc_platform_has(enum cc_attr attr). */
  @KernelExport
  boolean cc_platform_has(int attribute) {
    return false;
  }
}
