package io.kobox.shell.utillinux;

/** The options of mount -o: bits for the kernel, the rest for the file system. */
final class MountFlags {
  private static final long MS_REMOUNT = 32;

  private long bits;
  private final StringBuilder data = new StringBuilder();

  long bits() {
    return bits;
  }

  String data() {
    return data.toString();
  }

  boolean isRemount() {
    return (bits & MS_REMOUNT) != 0;
  }

  void add(String options) {
    for (String option : options.split(",", 0)) {
      long bit = bit(option.startsWith("no") ? option.substring(2) : option);
      long exact = exactBit(option);
      if (exact != 0) {
        bits |= exact;
      } else if (bit != 0) {
        bits &= ~bit;
      } else if (!option.isEmpty() && !isIgnored(option)) {
        data.append(data.isEmpty() ? "" : ",").append(option);
      }
    }
  }

  private static boolean isIgnored(String option) {
    return " defaults rw auto noauto user users nouser _netdev loop async suid dev exec "
        .contains(" " + option + " ");
  }

  /** Options that set a bit (include/uapi/linux/mount.h). */
  private static long exactBit(String option) {
    return switch (option) {
      case "ro" -> 1;
      case "nosuid" -> 2;
      case "nodev" -> 4;
      case "noexec" -> 8;
      case "sync" -> 16;
      case "remount" -> MS_REMOUNT;
      case "mand" -> 64;
      case "dirsync" -> 128;
      case "noatime" -> 1 << 10;
      case "nodiratime" -> 1 << 11;
      case "bind" -> 1 << 12;
      case "move" -> 1 << 13;
      case "rbind" -> 1 << 12 | 1 << 14;
      case "silent" -> 1 << 15;
      case "unbindable" -> 1 << 17;
      case "private" -> 1 << 18;
      case "slave" -> 1 << 19;
      case "shared" -> 1 << 20;
      case "relatime" -> 1 << 21;
      case "strictatime" -> 1 << 24;
      default -> 0;
    };
  }

  /** The bit that the option without its "no" takes away; rw: that of ro. */
  private static long bit(String positive) {
    return switch (positive) {
      case "rw" -> 1;
      case "suid" -> 2;
      case "dev" -> 4;
      case "exec" -> 8;
      case "async" -> 16;
      case "atime" -> 1 << 10;
      case "diratime" -> 1 << 11;
      case "relatime" -> 1 << 21;
      default -> 0;
    };
  }
}
