package io.kobox.lib;

import io.kobox.syscalls.Errno;
import org.jspecify.annotations.Nullable;

/** The names of error numbers (lib/errname.c). */
final class ErrorNames {
  private ErrorNames() {}

  /** {@code -ENOENT} for -2, {@code ENOENT} for 2; null for a number without a name. */
  static @Nullable String errname(int error) {
    String name = name(Math.abs(error));
    if (name == null) {
      return null;
    }
    return error > 0 ? name : "-" + name;
  }

  private static @Nullable String name(int number) {
    Errno errno = Errno.of(number);
    if (errno.number() == number) {
      return errno.name();
    }
    return switch (number) {
      case 521 -> "EBADHANDLE";
      case 522 -> "ENOTSYNC";
      case 523 -> "EBADCOOKIE";
      case 525 -> "ETOOSMALL";
      case 526 -> "ESERVERFAULT";
      case 527 -> "EBADTYPE";
      case 528 -> "EJUKEBOX";
      case 529 -> "EIOCBQUEUED";
      case 530 -> "ERECALLCONFLICT";
      default -> null;
    };
  }
}
