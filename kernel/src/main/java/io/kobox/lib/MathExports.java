package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;

/** lib/math/ and lib/hweight.c. */
@Leaf
public final class MathExports {
  // unsigned long gcd(unsigned long a, unsigned long b)
  @KernelExport
  public long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = Long.remainderUnsigned(x, y);
      x = y;
      y = rest;
    }
    return x;
  }

  // unsigned long lcm(unsigned long a, unsigned long b)
  @KernelExport
  public long lcm(long a, long b) {
    return a != 0 && b != 0 ? Long.divideUnsigned(a, gcd(a, b)) * b : 0;
  }

  // unsigned long lcm_not_zero(unsigned long a, unsigned long b)
  @KernelExport
  public long lcm_not_zero(long a, long b) {
    long multiple = lcm(a, b);
    return multiple != 0 ? multiple : b != 0 ? b : a;
  }

  // unsigned long int_sqrt(unsigned long x)
  @KernelExport
  public long int_sqrt(long x) {
    long root = (long) Math.sqrt((x >>> 1) * 2.0 + (x & 1));
    // A double is not exact for 64 bits: off by one at most.
    while (root > 0xffffffffL || Long.compareUnsigned(root * root, x) > 0) {
      root--;
    }
    while (root < 0xffffffffL && Long.compareUnsigned((root + 1) * (root + 1), x) <= 0) {
      root++;
    }
    return root;
  }

  // u64 int_pow(u64 base, unsigned int exp)
  @KernelExport
  public long int_pow(long base, int exp) {
    long result = 1;
    long factor = base;
    for (int left = exp; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result *= factor;
      }
      factor *= factor;
    }
    return result;
  }

  // unsigned int __sw_hweight32(unsigned int w)
  @KernelExport
  public int __sw_hweight32(int w) {
    return Integer.bitCount(w);
  }

  // unsigned int __sw_hweight16(unsigned int w)
  @KernelExport
  public int __sw_hweight16(int w) {
    return Integer.bitCount(w & 0xffff);
  }

  // unsigned int __sw_hweight8(unsigned int w)
  @KernelExport
  public int __sw_hweight8(int w) {
    return Integer.bitCount(w & 0xff);
  }

  // unsigned long __sw_hweight64(__u64 w)
  @KernelExport
  public long __sw_hweight64(long w) {
    return Long.bitCount(w);
  }
}
