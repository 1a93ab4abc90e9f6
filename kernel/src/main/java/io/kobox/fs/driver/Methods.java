package io.kobox.fs.driver;

/**
 * The two structs that hold a file's methods: {@code struct file_operations} and, for /proc, {@code
 * struct proc_ops}.
 */
public enum Methods {
  FILE_OPERATIONS("file_operations") {
    @Override
    String field(String method) {
      return method.equals("ioctl") ? "unlocked_ioctl" : method;
    }
  },
  PROC_OPS("proc_ops") {
    @Override
    String field(String method) {
      return switch (method) {
        case "llseek" -> "proc_lseek";
        case "write_iter", "fasync", "flush", "fsync" -> "";
        default -> "proc_" + method;
      };
    }
  };

  private final String struct;

  Methods(String struct) {
    this.struct = struct;
  }

  /** The struct's name. */
  String struct() {
    return struct;
  }

  /** The field of a method, "" if there is none. */
  abstract String field(String method);
}
