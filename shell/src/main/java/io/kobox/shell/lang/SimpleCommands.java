package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Redirection;
import io.kobox.shell.lang.ast.Word;
import io.kobox.shell.lang.builtin.Builtin;
import io.kobox.shell.lang.builtin.Builtins;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs simple commands (bash's execute_cmd.c: execute_simple_command()). */
final class SimpleCommands {
  private final Interpreter shell;
  private final Programs programs;
  private final NestedCommands nested;

  SimpleCommands(Interpreter shell, Programs programs, NestedCommands nested) {
    this.shell = shell;
    this.programs = programs;
    this.nested = nested;
  }

  int run(Node.Simple command, boolean last) throws ErrnoException {
    shell.frame().line = command.line();
    shell.setSubstitutionStatus(-1);
    List<String> argv = expandWords(command.words());
    if (argv.isEmpty()) {
      return assignOnly(command);
    }
    String name = argv.getFirst();
    if (shell.options().xtrace) {
      trace(command, argv);
    }
    boolean special = Builtins.isSpecial(name);
    Interpreter.Function function = special ? null : shell.functions().get(name);
    if (function != null) {
      return function(function, command, argv);
    }
    Builtin builtin = Builtins.find(name);
    if (builtin == null) {
      builtin = shell.finder().registry().builtin(name);
    }
    if (builtin != null) {
      return builtin(builtin, special, command, argv);
    }
    return external(command, argv, last);
  }

  private List<String> expandWords(List<Word> words) throws ErrnoException {
    if (words.isEmpty()) {
      return List.of();
    }
    String first = words.getFirst().source();
    if (!first.equals("export") && !first.equals("readonly") && !first.equals("local")) {
      return shell.expander().fields(words);
    }
    List<String> argv = new ArrayList<>();
    for (Word word : words) {
      Node.Assignment assignment = assignment(word);
      if (assignment == null) {
        argv.addAll(shell.expander().fields(List.of(word)));
      } else {
        String operator = assignment.append() ? "+=" : "=";
        argv.add(assignment.name() + operator + shell.expander().assigned(assignment.value()));
      }
    }
    return argv;
  }

  private static Node.@Nullable Assignment assignment(Word word) {
    try {
      return AssignmentParser.parse(word);
    } catch (SyntaxException e) {
      return null;
    }
  }

  private int assignOnly(Node.Simple command) throws ErrnoException {
    for (Node.Assignment assignment : command.assignments()) {
      assign(assignment);
    }
    int status = Math.max(0, shell.substitutionStatus());
    Redirector.Done done = shell.redirector().apply(command.redirections(), true);
    if (done == null) {
      return 1;
    }
    shell.redirector().undo(done);
    return status;
  }

  private void assign(Node.Assignment assignment) throws ErrnoException {
    List<Word> elements = assignment.elements();
    if (elements != null) {
      assignArray(assignment, elements);
      return;
    }
    String value = shell.expander().assigned(assignment.value());
    Word subscript = assignment.subscript();
    Long index = subscript == null ? null : shell.evaluate(shell.expander().single(subscript));
    if (assignment.append()) {
      value = appended(assignment.name(), index, value);
    }
    if (shell.options().xtrace) {
      shell.message(tracePrefix() + assignment.name() + "=" + quoted(value) + "\n");
    }
    shell.assign(assignment.name(), index, value);
  }

  private String appended(String name, @Nullable Long index, String value) {
    Variable variable = shell.variables().find(name);
    if (variable == null) {
      return value;
    }
    String before = index == null ? variable.value() : variable.elements().get((int) (long) index);
    if (before == null) {
      return value;
    }
    return variable.integer ? before + "+" + value : before + value;
  }

  private void assignArray(Node.Assignment assignment, List<Word> words) throws ErrnoException {
    List<String> values = shell.expander().fields(words);
    Variable variable = shell.variables().make(assignment.name());
    if (variable.readonly) {
      shell.error(assignment.name() + ": readonly variable");
      throw new ControlFlow.Abort(1);
    }
    Map<Integer, String> array = variable.makeArray();
    int next = 0;
    if (assignment.append() && !array.isEmpty()) {
      next = variable.makeArray().lastKey() + 1;
    } else {
      array.clear();
    }
    for (String value : values) {
      array.put(next++, value);
    }
  }

  /** Redirects, runs and restores; a failed redirection of a special builtin ends the shell. */
  private int builtin(Builtin builtin, boolean special, Node.Simple command, List<String> argv)
      throws ErrnoException {
    boolean exec = argv.getFirst().equals("exec");
    Redirector.Done done = shell.redirector().apply(command.redirections(), !exec);
    if (done == null) {
      if (special && !shell.isInteractive()) {
        throw new ControlFlow.Exit(1);
      }
      return 1;
    }
    Map<String, @Nullable Variable> hidden = hide(command, special);
    try {
      int status = builtin.run(shell, argv);
      return shell.finishOutput(argv.getFirst(), status);
    } finally {
      hidden.forEach(shell.variables()::restore);
      shell.redirector().undo(done);
    }
  }

  private int function(Interpreter.Function function, Node.Simple command, List<String> argv)
      throws ErrnoException {
    Redirector.Done done = shell.redirector().apply(command.redirections(), true);
    if (done == null) {
      return 1;
    }
    Map<String, @Nullable Variable> hidden = hide(command, false);
    try {
      return nested.call(function, argv);
    } finally {
      hidden.forEach(shell.variables()::restore);
      shell.redirector().undo(done);
    }
  }

  /** Makes the assignments before a command; what they hide until it ends. */
  private Map<String, @Nullable Variable> hide(Node.Simple command, boolean stays)
      throws ErrnoException {
    Map<String, @Nullable Variable> hidden = new TreeMap<>();
    for (Node.Assignment assignment : command.assignments()) {
      Variable variable = shell.variables().find(assignment.name());
      if (!stays && !hidden.containsKey(assignment.name())) {
        hidden.put(assignment.name(), variable == null ? null : variable.copy());
      }
      assign(assignment);
      if (!stays) {
        shell.variables().make(assignment.name()).exported = true;
      }
    }
    return hidden;
  }

  private int external(Node.Simple command, List<String> argv, boolean last) throws ErrnoException {
    Map<String, String> environment = new LinkedHashMap<>(shell.variables().environment());
    for (Node.Assignment assignment : command.assignments()) {
      String value = shell.expander().assigned(assignment.value());
      environment.put(assignment.name(), value);
    }
    environment.put("_", argv.getFirst());
    List<Redirection> redirections = command.redirections();
    if (last && shell.traps().isEmpty() && !shell.isInteractive()) {
      throw new ControlFlow.Exit(Programs.become(shell, argv, environment, redirections));
    }
    return programs.run(argv, environment, redirections, () -> text(command));
  }

  /** The command as bash prints it in messages about killed jobs. */
  static String text(Node.Simple command) {
    List<String> pieces = new ArrayList<>();
    for (Node.Assignment assignment : command.assignments()) {
      pieces.add(assignment.name() + "=" + assignment.value().source());
    }
    command.words().forEach(w -> pieces.add(w.source()));
    for (Redirection redirection : command.redirections()) {
      pieces.add(text(redirection));
    }
    return String.join(" ", pieces);
  }

  private static String text(Redirection redirection) {
    String operator = redirection.operator();
    String target = redirection.target().source();
    boolean copies = operator.endsWith("&");
    int fd = redirection.fd();
    if (copies && fd < 0) {
      fd = operator.equals("<&") ? 0 : 1;
    }
    if (copies && target.isEmpty()) {
      target = redirection.source().substring(redirection.source().indexOf('&') + 1);
    }
    return (fd < 0 ? "" : Integer.toString(fd)) + operator + (copies ? "" : " ") + target;
  }

  private String tracePrefix() {
    String prefix = shell.variables().get("PS4", "+ ");
    return prefix.isEmpty()
        ? ""
        : prefix.substring(0, 1).repeat(shell.frame().substitutions) + prefix;
  }

  private void trace(Node.Simple command, List<String> argv) throws ErrnoException {
    StringBuilder line = new StringBuilder(tracePrefix());
    for (int i = 0; i < argv.size(); i++) {
      line.append(i == 0 ? "" : " ").append(quoted(argv.get(i)));
    }
    StringBuilder before = new StringBuilder();
    if (Builtins.find(argv.getFirst()) == null) {
      for (Node.Assignment assignment : command.assignments()) {
        String value = shell.expander().assigned(assignment.value());
        before.append(tracePrefix()).append(assignment.name()).append('=').append(quoted(value));
        before.append('\n');
      }
    }
    shell.message(before + line.toString() + "\n");
  }

  /** As {@code set -x} and {@code set} quote: single quotes where they are needed. */
  static String quoted(String text) {
    return Quoting.ifNeeded(text);
  }
}
