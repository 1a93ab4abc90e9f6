package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What a shell does on signals that it sends to itself, and when it ends (bash's trap.c). */
public final class Traps {
  private final Interpreter shell;

  /** By signal name without SIG; EXIT among them. */
  private final Map<String, String> actions = new TreeMap<>();

  Traps(Interpreter shell) {
    this.shell = shell;
  }

  public void set(String signal, String action) {
    actions.put(signal, action);
  }

  public void reset(String signal) {
    actions.remove(signal);
  }

  boolean isEmpty() {
    return actions.isEmpty();
  }

  /** Shows each signal and its action, sorted by name. */
  public void forEach(BiConsumer<String, String> consumer) {
    actions.forEach(consumer);
  }

  /** Runs the trap of {@code signal}; false: there is none. */
  public boolean run(String signal) throws ErrnoException {
    String action = actions.get(signal);
    if (action == null || signal.equals("KILL") || signal.equals("STOP")) {
      return false;
    }
    int before = shell.status();
    new ScriptRunner(shell).runText(action, "trap");
    shell.setStatus(before);
    return true;
  }

  /** Runs the EXIT trap of a shell that ends with {@code status}; what it then ends with. */
  int runExit(int status) throws ErrnoException {
    String action = actions.remove("EXIT");
    if (action == null) {
      return status;
    }
    shell.setStatus(status);
    try {
      new ScriptRunner(shell).runText(action, "trap");
      return status;
    } catch (ControlFlow flow) {
      return flow.number();
    }
  }
}
