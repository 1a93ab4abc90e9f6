package io.kobox.shell.fuzz;

import java.util.List;

/** What the lower bits of a call's first byte mean; what finds more comes more often. */
enum Operation {
  OPEN,
  CLOSE,
  WRITE,
  READ,
  IOCTL_DATA,
  IOCTL,
  SEEK,
  POLL,
  BAD,
  MMAP,
  MUNMAP,
  LOAD,
  STORE,
  SLEEP,
  GET,
  PUT,
  /** No call: the seed, or a parameter of the module. */
  SETTING;

  /** How many numbers there are for them. */
  static final int COUNT = 32;

  private static final List<Operation> NUMBERS =
      List.of(
          OPEN,
          CLOSE,
          WRITE,
          WRITE,
          READ,
          READ,
          IOCTL_DATA,
          IOCTL_DATA, //
          IOCTL,
          SEEK,
          POLL,
          BAD,
          SLEEP,
          GET,
          GET,
          SETTING, //
          OPEN,
          CLOSE,
          WRITE,
          READ,
          IOCTL,
          MMAP,
          MMAP,
          MUNMAP, //
          LOAD,
          STORE,
          READ,
          WRITE,
          GET,
          PUT,
          PUT,
          SETTING);

  static Operation of(int first) {
    return NUMBERS.get(first % COUNT);
  }

  /** A number that means it; with {@code task} times {@link #COUNT} more it is another task's. */
  int number() {
    return NUMBERS.indexOf(this);
  }

  /** Whether it needs an open device. */
  boolean isOnDevice() {
    return switch (this) {
      case SLEEP, GET, PUT, SETTING -> false;
      default -> true;
    };
  }

  /** Whether the module is given something. */
  boolean writes() {
    return switch (this) {
      case WRITE, IOCTL_DATA, IOCTL, STORE, PUT -> true;
      default -> false;
    };
  }
}
