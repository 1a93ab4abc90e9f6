package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code umask}: octal and symbolic output, octal input. */
final class UmaskBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean symbolic = argv.size() > 1 && argv.get(1).equals("-S");
    List<String> arguments = argv.subList(symbolic ? 2 : 1, argv.size());
    if (arguments.isEmpty()) {
      int mask = shell.calls().umask(0);
      shell.calls().umask(mask);
      shell.print(symbolic ? symbolic(mask) + "\n" : String.format("%04o\n", mask));
      return 0;
    }
    String text = arguments.getFirst();
    boolean octal =
        !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (octal && (!text.chars().allMatch(c -> c <= '7') || Integer.parseInt(text, 8) > 0777)) {
      shell.error("umask: " + text + ": octal number out of range");
      return 1;
    }
    if (!octal) {
      shell.error("umask: `" + text + "': invalid symbolic mode operator");
      return 1;
    }
    shell.calls().umask(Integer.parseInt(text, 8));
    return 0;
  }

  private static String symbolic(int mask) {
    return "u=" + bits(~mask >> 6) + ",g=" + bits(~mask >> 3) + ",o=" + bits(~mask);
  }

  private static String bits(int allowed) {
    return ((allowed & 4) != 0 ? "r" : "")
        + ((allowed & 2) != 0 ? "w" : "")
        + ((allowed & 1) != 0 ? "x" : "");
  }
}
