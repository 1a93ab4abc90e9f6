package io.kobox.kernel.params;

import io.kobox.export.KernelExport;

/** The static functions behind param_array_ops: modules reach them by pointer only. */
public final class ArrayFunctions {
  static final String SET = "param_array_set";
  static final String GET = "param_array_get";
  static final String FREE = "param_array_free";

  private final ParamExports params;

  public ArrayFunctions(ParamExports params) {
    this.params = params;
  }

  /** static int param_array_set(const char *val, const struct kernel_param *kp). */
  @KernelExport
  int param_array_set(long val, long kp) {
    return params.setArray(val, kp);
  }

  /** static int param_array_get(char *buffer, const struct kernel_param *kp). */
  @KernelExport
  int param_array_get(long buffer, long kp) {
    return params.getArray(buffer, kp);
  }

  /** static void param_array_free(void *arg). */
  @KernelExport
  void param_array_free(long arg) {
    params.freeArray(arg);
  }
}
