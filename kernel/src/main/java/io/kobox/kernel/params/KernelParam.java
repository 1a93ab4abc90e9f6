package io.kobox.kernel.params;

/**
 * A {@code struct kernel_param} in guest memory.
 *
 * @param address where the struct is
 * @param name as in the module, with the module's prefix stripped by the compiler
 * @param ops the address of its struct kernel_param_ops
 * @param perm the mode of its file in sysfs, 0 for none
 */
public record KernelParam(
    long address, String name, long ops, int perm, int level, int flags, long arg) {
  static final int UNSAFE = 1;

  /** parameq: '-' and '_' are the same. */
  boolean matches(String other) {
    return name.replace('-', '_').equals(other.replace('-', '_'));
  }
}
