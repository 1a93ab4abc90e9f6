package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.Structs;

/**
 * What code built with CONFIG_UBSAN_BOUNDS and CONFIG_UBSAN_SHIFT reports (lib/ubsan.c); Debian has
 * them since 6.13. Each place reports once.
 */
public final class UbsanExports {
  /** In struct source_location's column: reported already. */
  private static final long REPORTED = 1L << 31;

  private static final long COLUMN_MASK = ~REPORTED & 0xffffffffL;

  /** type_descriptor.type_info: the lowest bit is the sign, the rest the width's logarithm. */
  private static final int SIGNED = 1;

  private final GuestMemory memory;
  private final Structs structs;
  private final KernelLog log;
  private final Runnable dumpStack;

  public UbsanExports(GuestMemory memory, Structs structs, KernelLog log, Runnable dumpStack) {
    this.memory = memory;
    this.structs = structs;
    this.log = log;
    this.dumpStack = dumpStack;
  }

  /** An integer type (struct type_descriptor) and what is said of its values. */
  private record IntegerType(boolean signed, int width, String name) {
    /** val_to_string; integers of up to 8 bytes are passed as they are. */
    String text(long value) {
      int unused = Long.SIZE - width;
      return signed
          ? Long.toString(value << unused >> unused)
          : Long.toUnsignedString(value << unused >>> unused);
    }

    boolean isNegative(long value) {
      return signed && value << (Long.SIZE - width) < 0;
    }
  }

  private IntegerType type(long address) {
    Struct descriptor = structs.at("type_descriptor", address);
    int info = descriptor.getInt("type_info");
    return new IntegerType(
        (info & SIGNED) != 0,
        1 << (info >> 1),
        memory.string(descriptor.addressOf("type_name"), 256));
  }

  /** void __ubsan_handle_out_of_bounds(void *_data, void *index). */
  @KernelExport
  void __ubsan_handle_out_of_bounds(long data, long index) {
    Struct report = structs.at("out_of_bounds_data", data);
    if (begin(report, "array-index-out-of-bounds")) {
      String array = type(report.get("array_type")).name();
      end(
          "index "
              + type(report.get("index_type")).text(index)
              + " is out of range for type "
              + array);
    }
  }

  /** void __ubsan_handle_shift_out_of_bounds(void *_data, void *lhs, void *rhs). */
  @KernelExport
  void __ubsan_handle_shift_out_of_bounds(long data, long value, long exponent) {
    Struct report = structs.at("shift_out_of_bounds_data", data);
    if (!begin(report, "shift-out-of-bounds")) {
      return;
    }
    IntegerType left = type(report.get("lhs_type"));
    IntegerType right = type(report.get("rhs_type"));
    if (right.isNegative(exponent)) {
      end("shift exponent " + right.text(exponent) + " is negative");
    } else if (Long.compareUnsigned(exponent, left.width()) >= 0) {
      end(
          "shift exponent "
              + right.text(exponent)
              + " is too large for "
              + left.width()
              + "-bit type "
              + left.name());
    } else if (left.isNegative(value)) {
      end("left shift of negative value " + left.text(value));
    } else {
      end(
          "left shift of "
              + left.text(value)
              + " by "
              + right.text(exponent)
              + " places cannot be represented in type "
              + left.name());
    }
  }

  /** ubsan_prologue; false if the place has reported before. */
  private boolean begin(Struct report, String reason) {
    long column = report.get("location.column");
    if ((column & REPORTED) != 0) {
      return false;
    }
    report.set("location.column", column | REPORTED);
    log.warn("------------[ cut here ]------------\n");
    log.err(
        "UBSAN: %s in %s:%d:%d\n"
            .formatted(
                reason,
                memory.string(report.get("location.file_name"), 4096),
                report.get("location.line") & COLUMN_MASK,
                column & COLUMN_MASK));
    return true;
  }

  /** The report's own line, and ubsan_epilogue. */
  private void end(String line) {
    log.err(line + "\n");
    dumpStack.run();
    log.warn("---[ end trace ]---\n");
  }
}
