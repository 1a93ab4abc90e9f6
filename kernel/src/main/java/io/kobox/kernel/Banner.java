package io.kobox.kernel;

import io.kobox.syscalls.Utsname;

/** What the kernel says of itself (init/version.c: linux_banner). */
final class Banner {
  private Banner() {}

  /** {@code Linux version RELEASE (who@where) (compiler) VERSION}. */
  static Utsname utsname(String banner, String release) {
    int version = banner.indexOf(" #");
    String text = version < 0 ? "#1" : banner.substring(version + 1).strip();
    return new Utsname("Linux", "kobox", release, text, "x86_64");
  }
}
