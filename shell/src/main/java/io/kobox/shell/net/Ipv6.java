package io.kobox.shell.net;

import java.util.ArrayList;
import java.util.List;

/** IPv6 addresses as text (RFC 5952). */
final class Ipv6 {
  private static final int GROUPS = 8;

  private Ipv6() {}

  /** The text of an address given as 32 hexadecimal digits. */
  static String text(String digits) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = Integer.parseInt(digits.substring(4 * i, 4 * i + 4), 16);
    }
    int best = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        best = i;
        length = end - i;
      }
    }
    if (best < 0) {
      return join(groups, 0, GROUPS);
    }
    return join(groups, 0, best) + "::" + join(groups, best + length, GROUPS);
  }

  private static String join(int[] groups, int from, int to) {
    List<String> parts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      parts.add(Integer.toHexString(groups[i]));
    }
    return String.join(":", parts);
  }
}
