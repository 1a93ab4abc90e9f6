package io.kobox.image;

import io.kobox.syscalls.Utsname;

/** {@code struct new_utsname} (include/uapi/linux/utsname.h): strings of 64 bytes and a NUL. */
final class StructUtsname {
  private static final int FIELD = 65;
  private static final int SYSNAME = 0;
  private static final int NODENAME = FIELD;
  private static final int RELEASE = 2 * FIELD;
  private static final int VERSION = 3 * FIELD;
  private static final int MACHINE = 4 * FIELD;
  private static final int SIZE = 6 * FIELD;

  private StructUtsname() {}

  /** What uname stored. */
  static Utsname read(UserBuffer buffer) {
    byte[] names = buffer.structure(SIZE).array();
    return new Utsname(
        CString.at(names, SYSNAME),
        CString.at(names, NODENAME),
        CString.at(names, RELEASE),
        CString.at(names, VERSION),
        CString.at(names, MACHINE));
  }
}
