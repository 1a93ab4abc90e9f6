package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.syscalls.OpenFlags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operands of dd. */
final class DdOperands {
  private static final int MAX_BLOCK = 1 << 30;
  private static final String CONVERSIONS =
      ",lcase,ucase,swab,sync,excl,nocreat,notrunc,noerror,fdatasync,fsync,sparse,";
  private static final String FLAGS =
      ",append,direct,directory,dsync,sync,fullblock,nonblock,noatime,nocache,noctty,nofollow,"
          + "binary,text,count_bytes,skip_bytes,seek_bytes,";

  @Nullable String input;
  @Nullable String output;
  int inputFlags;
  int outputFlags;
  int inputBlock;
  int outputBlock;

  /** Whether input and output blocks are collected apart: bs= was not given. */
  boolean twoBuffers;

  /** -1: to the end. */
  long count = -1;

  boolean countIsBytes;
  boolean fullBlocks;
  String status = "";
  private long skip;
  private boolean skipIsBytes;
  private long seek;
  private boolean seekIsBytes;
  private String conversions = ",";

  private DdOperands() {}

  static DdOperands parse(List<String> arguments) throws CommandException {
    DdOperands operands = new DdOperands();
    int block = 0;
    Options.parse(arguments, "");
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        throw unrecognized(argument);
      }
      String value = argument.substring(equals + 1);
      switch (argument.substring(0, equals)) {
        case "if" -> operands.input = value;
        case "of" -> operands.output = value;
        case "bs" -> block = blockSize(value);
        case "ibs" -> operands.inputBlock = blockSize(value);
        case "obs" -> operands.outputBlock = blockSize(value);
        case "count" -> {
          operands.count = number(value);
          operands.countIsBytes |= value.endsWith("B") && endsLikeBytes(value);
        }
        case "skip", "iskip" -> {
          operands.skip = number(value);
          operands.skipIsBytes |= endsLikeBytes(value);
        }
        case "seek", "oseek" -> {
          operands.seek = number(value);
          operands.seekIsBytes |= endsLikeBytes(value);
        }
        case "conv" -> operands.addConversions(value);
        case "iflag" -> operands.inputFlags |= operands.flags(value, "input");
        case "oflag" -> operands.outputFlags |= operands.flags(value, "output");
        case "status" -> operands.setStatus(value);
        default -> throw unrecognized(argument);
      }
    }
    operands.twoBuffers = block == 0;
    operands.inputBlock = block != 0 ? block : operands.inputBlock == 0 ? 512 : operands.inputBlock;
    operands.outputBlock =
        block != 0 ? block : operands.outputBlock == 0 ? 512 : operands.outputBlock;
    return operands;
  }

  boolean has(String conversion) {
    return conversions.contains("," + conversion + ",");
  }

  long skipBytes() {
    return skipIsBytes ? skip : multiply(skip, inputBlock);
  }

  long seekBytes() {
    return seekIsBytes ? seek : multiply(seek, outputBlock);
  }

  private static long multiply(long blocks, int size) {
    return Math.multiplyHigh(blocks, size) == 0 && blocks * size >= 0
        ? blocks * size
        : Long.MAX_VALUE;
  }

  private static CommandException unrecognized(String argument) {
    return CommandException.usage("unrecognized operand '" + argument + "'");
  }

  private void addConversions(String list) throws CommandException {
    for (String word : list.split(",", -1)) {
      if (word.isEmpty() || !CONVERSIONS.contains("," + word + ",")) {
        throw CommandException.usage("invalid conversion: '" + word + "'");
      }
      conversions += word + ",";
    }
  }

  private int flags(String list, String side) throws CommandException {
    int flags = 0;
    for (String word : list.split(",", -1)) {
      if (word.isEmpty() || !FLAGS.contains("," + word + ",")) {
        throw CommandException.usage("invalid " + side + " flag: '" + word + "'");
      }
      switch (word) {
        case "append" -> flags |= OpenFlags.O_APPEND;
        case "directory" -> flags |= OpenFlags.O_DIRECTORY;
        case "nonblock" -> flags |= OpenFlags.O_NONBLOCK;
        case "noctty" -> flags |= OpenFlags.O_NOCTTY;
        case "nofollow" -> flags |= OpenFlags.O_NOFOLLOW;
        case "fullblock" -> fullBlocks = true;
        case "count_bytes" -> countIsBytes = true;
        case "skip_bytes" -> skipIsBytes = true;
        case "seek_bytes" -> seekIsBytes = true;
        default -> flags |= 0;
      }
    }
    return flags;
  }

  private void setStatus(String value) throws CommandException {
    if (!value.equals("none") && !value.equals("noxfer") && !value.equals("progress")) {
      throw CommandException.usage("invalid status level: '" + value + "'");
    }
    status = value;
  }

  private static int blockSize(String text) throws CommandException {
    long size = number(text);
    if (size == 0) {
      throw CommandException.failure(1, "invalid number: '" + text + "'");
    }
    if (size > MAX_BLOCK) {
      throw CommandException.failure(
          1, "memory exhausted by input buffer of size " + size + " bytes");
    }
    return (int) size;
  }

  /** In 9.1 a number that ends in B (but not kB, MB …) counts bytes. */
  private static boolean endsLikeBytes(String text) {
    int before = text.length() - 2;
    return text.endsWith("B") && before >= 0 && Character.isDigit(text.charAt(before));
  }

  /** dd.c: parse_integer(): products with x, and suffixes. */
  private static long number(String text) throws CommandException {
    long product = 1;
    for (String factor : text.split("x", -1)) {
      try {
        product = Math.multiplyExact(product, factor(factor));
      } catch (ArithmeticException e) {
        throw CommandException.failure(
            1, "invalid number: '" + text + "': Value too large for defined data type");
      } catch (NumberFormatException e) {
        throw CommandException.failure(1, "invalid number: '" + text + "'");
      }
    }
    return product;
  }

  private static long factor(String text) throws NumberFormatException {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long value = Numbers.decimal(text.substring(0, digits));
    return Math.multiplyExact(value, unit(text.substring(digits)));
  }

  private static long unit(String suffix) throws NumberFormatException {
    return switch (suffix) {
      case "", "c", "B" -> 1;
      case "w" -> 2;
      case "b" -> 512;
      case "kB", "KB" -> 1000;
      case "k", "K", "KiB" -> 1L << 10;
      case "MB" -> 1_000_000;
      case "M", "MiB" -> 1L << 20;
      case "GB" -> 1_000_000_000;
      case "G", "GiB" -> 1L << 30;
      case "TB" -> 1_000_000_000_000L;
      case "T", "TiB" -> 1L << 40;
      default -> throw new NumberFormatException(suffix);
    };
  }
}
