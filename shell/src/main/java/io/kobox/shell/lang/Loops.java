package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * Runs {@code while}, {@code until} and both kinds of {@code for} (bash's execute_while_or_until(),
 * execute_for_command() and execute_arith_for_command()).
 */
final class Loops {
  private final Interpreter shell;
  private final Lists lists;

  Loops(Interpreter shell, Lists lists) {
    this.shell = shell;
    this.lists = lists;
  }

  int run(Node.While loop) throws ErrnoException {
    int result = 0;
    shell.frame().loops++;
    try {
      while (goesOn(loop) && round(loop.body())) {
        result = shell.status();
      }
    } finally {
      shell.frame().loops--;
    }
    shell.setStatus(result);
    return result;
  }

  private boolean goesOn(Node.While loop) throws ErrnoException {
    try {
      return (shell.test(loop.condition()) == 0) != loop.until();
    } catch (ControlFlow.Break out) {
      leaveOuter(out);
      return false;
    }
  }

  int run(Node.For loop) throws ErrnoException {
    List<Word> words = loop.words();
    List<String> values = words == null ? shell.positional() : shell.expander().fields(words);
    shell.setStatus(0);
    shell.frame().loops++;
    try {
      for (String value : values) {
        shell.assign(loop.name(), null, value);
        if (!round(loop.body())) {
          break;
        }
      }
    } finally {
      shell.frame().loops--;
    }
    return shell.status();
  }

  int run(Node.ArithmeticFor loop) throws ErrnoException {
    shell.evaluate(shell.expander().single(loop.start()));
    shell.setStatus(0);
    shell.frame().loops++;
    try {
      while (loop.condition().source().isEmpty()
          || shell.evaluate(shell.expander().single(loop.condition())) != 0) {
        if (!round(loop.body())) {
          break;
        }
        shell.evaluate(shell.expander().single(loop.step()));
      }
    } finally {
      shell.frame().loops--;
    }
    return shell.status();
  }

  /** One round of a loop; returns whether the loop goes on. */
  private boolean round(CommandList body) throws ErrnoException {
    shell.safePoint();
    try {
      lists.run(body, false);
      return true;
    } catch (ControlFlow.Break out) {
      leaveOuter(out);
      shell.setStatus(0);
      return false;
    } catch (ControlFlow.Continue next) {
      if (next.number() > 1) {
        throw new ControlFlow.Continue(next.number() - 1);
      }
      shell.setStatus(0);
      return true;
    }
  }

  /** {@code break N} leaves this loop and, if N is greater than 1, the one around it. */
  private static void leaveOuter(ControlFlow.Break out) {
    if (out.number() > 1) {
      throw new ControlFlow.Break(out.number() - 1);
    }
  }
}
