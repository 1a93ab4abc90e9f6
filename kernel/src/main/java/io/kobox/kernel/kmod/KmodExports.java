package io.kobox.kernel.kmod;

import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.lib.OutputBuffer;
import io.kobox.lib.Vsprintf;

/** kernel/kmod.c. */
public final class KmodExports {
  private static final int ENOENT = 2;
  private static final int ENAMETOOLONG = 36;

  /** MODULE_NAME_LEN. */
  private static final int NAME_LENGTH = 56;

  private final RequestModule requestModule;
  private final Vsprintf vsprintf;

  public KmodExports(RequestModule requestModule, Vsprintf vsprintf) {
    this.requestModule = requestModule;
    this.vsprintf = vsprintf;
  }

  // int __request_module(bool wait, const char *fmt, ...)
  @KernelExport
  int __request_module(boolean wait, String fmt, VarArgs args) {
    if (!requestModule.enabled()) {
      return -ENOENT;
    }
    OutputBuffer name = new OutputBuffer(NAME_LENGTH);
    vsprintf.format(name, fmt, args);
    if (name.length() >= NAME_LENGTH) {
      return -ENAMETOOLONG;
    }
    return requestModule.request(wait, name.text());
  }
}
