package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/** lib/math/rational.c. */
@Leaf
public final class RationalExports {
  private final GuestMemory memory;

  public RationalExports(GuestMemory memory) {
    this.memory = memory;
  }

  // void rational_best_approximation(unsigned long given_numerator, unsigned long
  // given_denominator, unsigned long max_numerator, unsigned long max_denominator, unsigned long
  // *best_numerator, unsigned long *best_denominator)
  @KernelExport
  public void rational_best_approximation(
      long given_numerator,
      long given_denominator,
      long max_numerator,
      long max_denominator,
      long best_numerator,
      long best_denominator) {
    long n = given_numerator;
    long d = given_denominator;
    long n0 = 0;
    long d0 = 1;
    long n1 = 1;
    long d1 = 0;
    while (d != 0) {
      long before = d;
      long term = Long.divideUnsigned(n, d);
      d = Long.remainderUnsigned(n, d);
      n = before;
      long n2 = n0 + term * n1;
      long d2 = d0 + term * d1;
      if (Long.compareUnsigned(n2, max_numerator) > 0
          || Long.compareUnsigned(d2, max_denominator) > 0) {
        long last = -1L;
        if (d1 != 0) {
          last = Long.divideUnsigned(max_denominator - d0, d1);
        }
        if (n1 != 0) {
          last = smaller(last, Long.divideUnsigned(max_numerator - n0, n1));
        }
        if (d1 == 0
            || Long.compareUnsigned(2 * last, term) > 0
            || (2 * last == term && Long.compareUnsigned(d0 * before, d1 * d) > 0)) {
          n1 = n0 + last * n1;
          d1 = d0 + last * d1;
        }
        break;
      }
      n0 = n1;
      n1 = n2;
      d0 = d1;
      d1 = d2;
    }
    memory.putLong(best_numerator, n1);
    memory.putLong(best_denominator, d1);
  }

  private static long smaller(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
