package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** {@code seq}, in busybox's words. */
public final class Seq extends Utility {
  public Seq() {
    super(
        Origin.BUSYBOX,
        "seq",
        "print a sequence of numbers",
        """
        Usage: seq [-w] [-s SEP] [FIRST [INC]] LAST

        Print numbers from FIRST to LAST, in steps of INC.
        FIRST, INC default to 1.

          -w      Pad to last with leading zeros
          -s SEP  String separator""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "+ws:", "equal-width=w", "separator=s");
    List<String> operands = options.operands();
    if (operands.isEmpty() || operands.size() > 3) {
      throw CommandException.usage(null);
    }
    BigDecimal last = number(operands.getLast());
    BigDecimal first = operands.size() > 1 ? number(operands.getFirst()) : BigDecimal.ONE;
    BigDecimal step = operands.size() == 3 ? number(operands.get(1)) : BigDecimal.ONE;
    int scale = Math.max(first.scale(), step.scale());
    int width =
        options.has('w') ? Math.max(shown(first, scale).length(), shown(last, scale).length()) : 0;
    String separator = options.has('s') ? String.valueOf(options.argument('s')) : "\n";
    BigDecimal value = first;
    boolean any = false;
    while (step.signum() >= 0 ? value.compareTo(last) <= 0 : value.compareTo(last) >= 0) {
      String text = shown(value, scale);
      boolean negative = text.startsWith("-");
      String digits = Pad.zeros(negative ? text.substring(1) : text, width - (negative ? 1 : 0));
      session.out().print((any ? separator : "") + (negative ? "-" : "") + digits);
      any = true;
      value = value.add(step);
    }
    session.out().print(any ? "\n" : "");
    return 0;
  }

  private static String shown(BigDecimal value, int scale) {
    return value.setScale(Math.max(0, scale), RoundingMode.HALF_EVEN).toPlainString();
  }

  private static BigDecimal number(String text) throws CommandException {
    if (text.length() < 40 && text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)")) {
      return new BigDecimal(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }
    throw CommandException.usage(null);
  }
}
