package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** Runs compound commands (bash's execute_cmd.c: execute_command_internal()). */
final class CompoundCommands {
  private final Interpreter shell;
  private final Pipelines pipelines;
  private final Lists lists;
  private final Loops loops;
  private final Conditions conditions;

  CompoundCommands(Interpreter shell, Pipelines pipelines, Lists lists) {
    this.shell = shell;
    this.pipelines = pipelines;
    this.lists = lists;
    this.loops = new Loops(shell, lists);
    this.conditions = new Conditions(shell);
  }

  int run(Node.Compound compound, boolean last) throws ErrnoException {
    shell.frame().line = compound.line();
    if (compound.body() instanceof Node.Subshell subshell) {
      return shell.checked(
          pipelines.subshell(subshell, compound.redirections(), compound.source()));
    }
    Redirector.Done done = shell.redirector().apply(compound.redirections(), true);
    if (done == null) {
      return shell.checked(1);
    }
    try {
      return body(compound.body(), last && compound.redirections().isEmpty());
    } finally {
      shell.redirector().undo(done);
    }
  }

  private int body(Node.Body body, boolean last) throws ErrnoException {
    return switch (body) {
      case Node.Group group -> lists.run(group.list(), last);
      case Node.Subshell subshell -> pipelines.subshell(subshell, List.of(), "");
      case Node.If branch -> ifElse(branch, last);
      case Node.While loop -> loops.run(loop);
      case Node.For loop -> loops.run(loop);
      case Node.ArithmeticFor loop -> loops.run(loop);
      case Node.Case choice -> choose(choice, last);
      case Node.Function function -> define(function);
      case Node.Arithmetic arithmetic -> shell.checked(arithmetic(arithmetic));
      case Node.Conditional conditional -> shell.checked(conditions.run(conditional.condition()));
    };
  }

  private int ifElse(Node.If branch, boolean last) throws ErrnoException {
    if (shell.test(branch.condition()) == 0) {
      return lists.run(branch.then(), last);
    }
    CommandList otherwise = branch.otherwise();
    shell.setStatus(0);
    return otherwise == null ? 0 : lists.run(otherwise, last);
  }

  private int choose(Node.Case choice, boolean last) throws ErrnoException {
    String subject = shell.expander().single(choice.subject());
    shell.setStatus(0);
    boolean falling = false;
    int result = 0;
    for (Node.CaseItem item : choice.items()) {
      if (!falling && !matchesAny(item.patterns(), subject)) {
        continue;
      }
      boolean ends = item.terminator().equals(";;");
      result = lists.run(item.body(), last && ends);
      if (ends) {
        return result;
      }
      falling = item.terminator().equals(";&");
    }
    return result;
  }

  private boolean matchesAny(List<Word> patterns, String subject) throws ErrnoException {
    for (Word pattern : patterns) {
      if (Glob.matches(shell.expander().marked(pattern), subject)) {
        return true;
      }
    }
    return false;
  }

  private int define(Node.Function function) {
    String file = shell.frame().source;
    if (file == null) {
      file = shell.mode() == Interpreter.Mode.COMMAND_STRING ? "environment" : "main";
    }
    shell.functions().put(function.name(), new Interpreter.Function(function, file));
    return shell.checked(0);
  }

  private int arithmetic(Node.Arithmetic arithmetic) throws ErrnoException {
    String expression = shell.expander().single(arithmetic.expression());
    try {
      return shell.tryEvaluate(expression) != 0 ? 0 : 1;
    } catch (Arithmetic.ArithmeticError e) {
      shell.error("((: " + e.text());
      return 1;
    }
  }
}
