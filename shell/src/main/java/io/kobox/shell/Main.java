package io.kobox.shell;

import io.kobox.machine.Machine;
import java.util.List;

/** The {@code kobox} command. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Machine.prepare();
    int status = new Kobox(System.out, System.err).run(List.of(arguments));
    System.out.flush();
    System.exit(status);
  }
}
