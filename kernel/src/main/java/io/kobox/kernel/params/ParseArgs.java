package io.kobox.kernel.params;

import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses a module's parameter string in guest memory (kernel/params.c: parse_args). */
public final class ParseArgs {
  /** Called for what is no parameter of the module: 0, or a negative errno. */
  @FunctionalInterface
  public interface UnknownParameter {
    int handle(String parameter, @Nullable String value);
  }

  /** 0 or a negative errno, and the address of what followed {@code --} (0: nothing did). */
  public record Result(int error, long afterDashes) {}

  private final GuestMemory memory;
  private final KernelParamOps operations;
  private final KernelLog log;
  private final Taints taints;

  public ParseArgs(GuestMemory memory, KernelParamOps operations, KernelLog log, Taints taints) {
    this.memory = memory;
    this.operations = operations;
    this.log = log;
    this.taints = taints;
  }

  /**
   * Parses the string at {@code arguments}, which is cut into pieces where it stands, and sets the
   * parameters.
   */
  public Result parse(
      String doing, long arguments, List<KernelParam> params, UnknownParameter unknown) {
    int error = 0;
    long rest = skipSpaces(arguments);
    while (memory.getByte(rest) != 0) {
      NextArgument next = nextArgument(rest);
      rest = next.rest();
      String name = memory.string(next.parameter());
      if (next.value() == 0 && name.equals("--")) {
        return new Result(error, error == 0 ? rest : 0);
      }
      int result = parseOne(name, next.value(), params, unknown);
      if (result != 0) {
        report(doing, name, next.value(), result);
        error = result;
      }
    }
    return new Result(error, 0);
  }

  private void report(String doing, String name, long value, int error) {
    String text = value == 0 ? "" : memory.string(value);
    if (error == -Errno.ENOENT.number()) {
      log.err(doing + ": Unknown parameter `" + name + "'\n");
    } else if (error == -Errno.ENOSPC.number()) {
      log.err(doing + ": `" + text + "' too large for parameter `" + name + "'\n");
    } else {
      log.err(doing + ": `" + text + "' invalid for parameter `" + name + "'\n");
    }
  }

  private int parseOne(
      String name, long value, List<KernelParam> params, UnknownParameter unknown) {
    for (KernelParam param : params) {
      if (param.matches(name)) {
        if (value == 0 && !operations.allowsNoArgument(param)) {
          return -Errno.EINVAL.number();
        }
        checkUnsafe(param);
        return operations.set(param, value);
      }
    }
    return unknown.handle(name, value == 0 ? null : memory.string(value));
  }

  /** param_check_unsafe: also done when sysfs sets a parameter. */
  public void checkUnsafe(KernelParam param) {
    if ((param.flags() & KernelParam.UNSAFE) != 0) {
      log.notice("Setting dangerous option " + param.name() + " - tainting kernel\n");
      taints.add(Taint.USER);
    }
  }

  private record NextArgument(long parameter, long value, long rest) {}

  /** lib/cmdline.c: next_arg. */
  private NextArgument nextArgument(long start) {
    long arguments = start;
    boolean inQuote = false;
    boolean quoted = false;
    if (memory.getByte(arguments) == '"') {
      arguments++;
      inQuote = true;
      quoted = true;
    }
    long equals = 0;
    long end = arguments;
    for (byte c = memory.getByte(end); c != 0; c = memory.getByte(end)) {
      if (isSpace(c) && !inQuote) {
        break;
      }
      if (equals == 0 && c == '=' && end != arguments) {
        equals = end;
      }
      if (c == '"') {
        inQuote = !inQuote;
      }
      end++;
    }
    long value = 0;
    if (equals != 0) {
      memory.putByte(equals, (byte) 0);
      value = equals + 1;
      if (memory.getByte(value) == '"') {
        value++;
        cutQuote(end);
      }
    }
    if (quoted && end > arguments) {
      cutQuote(end);
    }
    if (memory.getByte(end) != 0) {
      memory.putByte(end, (byte) 0);
      end++;
    }
    return new NextArgument(arguments, value, skipSpaces(end));
  }

  private void cutQuote(long end) {
    if (memory.getByte(end - 1) == '"') {
      memory.putByte(end - 1, (byte) 0);
    }
  }

  private long skipSpaces(long address) {
    long at = address;
    while (isSpace(memory.getByte(at))) {
      at++;
    }
    return at;
  }

  /** lib/ctype.c's isspace, which counts the no-break space 0xa0 as one. */
  private static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == (byte) 0xa0;
  }
}
