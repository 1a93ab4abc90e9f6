package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * Functions, sourced files and {@code eval}: what runs in a {@link Frame} of its own (bash's
 * execute_function(), evalfile.c and evalstring.c).
 */
final class NestedCommands {
  /** How deep they may nest: far below what the Java stack holds. */
  private static final int DEEPEST = 250;

  private final Interpreter shell;

  NestedCommands(Interpreter shell) {
    this.shell = shell;
  }

  /** Calls a function with {@code argv}; {@code argv[0]} is its name. */
  int call(Interpreter.Function function, List<String> argv) throws ErrnoException {
    List<String> outerPositional = shell.positional();
    Frame outer = enter(shell.frame().ofFunction(function.source()), argv.getFirst());
    shell.setPositional(argv.subList(1, argv.size()));
    shell.variables().enterFunction();
    try {
      return shell.execute(function.definition().body(), false);
    } catch (ControlFlow.Return back) {
      return back.number();
    } finally {
      shell.variables().leaveFunction();
      shell.setPositional(outerPositional);
      shell.setFrame(outer);
    }
  }

  /** Runs {@code body} as a sourced file, where {@code return} is allowed. */
  int source(String file, Interpreter.Body body) throws ErrnoException {
    Frame outer = enter(shell.frame().ofSourced(file), file);
    try {
      return body.run();
    } catch (ControlFlow.Return back) {
      return back.number();
    } finally {
      shell.setFrame(outer);
    }
  }

  int eval(String text) throws ErrnoException {
    Frame outer = enter(shell.frame().ofEval(), "eval");
    try {
      return new ScriptRunner(shell).runText(text, "eval");
    } finally {
      shell.setFrame(outer);
    }
  }

  /** Goes into {@code inner}, of the function or file {@code what}; returns where it was before. */
  private Frame enter(Frame inner, String what) {
    if (inner.depth() > DEEPEST) {
      shell.error(what + ": maximum function nesting level exceeded (" + DEEPEST + ")");
      throw new ControlFlow.Abort(1);
    }
    Frame outer = shell.frame();
    shell.setFrame(inner);
    return outer;
  }
}
