package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shell: its state, and what executes commands in it. One per shell process; a subshell gets a
 * copy.
 */
public final class Interpreter {
  /** A function and the file that defined it. */
  public record Function(Node.Function definition, String source) {}

  /** Where standard shells differ: how commands come in. */
  public enum Mode {
    COMMAND_STRING,
    FILE,
    STANDARD_INPUT,
    INTERACTIVE
  }

  private final SystemCalls calls;
  private final CommandFinder finder;
  private final Mode mode;
  private final Variables variables;
  private final Map<String, Function> functions;
  private final Options options;
  private final Traps traps = new Traps(this);
  private final Jobs jobs = new Jobs();
  private final LineOutput output = new LineOutput();
  private final Expander expander = new Expander(this);
  private final Redirector redirector = new Redirector(this);
  private final JobReports reports = new JobReports(this);
  private final Children children = new Children(this, reports);
  private final Programs programs = new Programs(this, children);
  private final Substitution substitution = new Substitution(this, children);
  private final SpecialParameters special = new SpecialParameters(this);
  private final NestedCommands nested = new NestedCommands(this);
  private final SimpleCommands simpleCommands = new SimpleCommands(this, programs, nested);
  private final Pipelines pipelines = new Pipelines(this, children, reports);
  private final Lists lists = new Lists(this, pipelines);
  private final CompoundCommands compoundCommands = new CompoundCommands(this, pipelines, lists);
  private List<String> positional = List.of();
  private final String name;
  private Frame frame;
  private final int shellPid;
  private int status;
  private int substitutionStatus = -1;
  private int backgroundPid;
  private final boolean subshell;

  /** Above zero: a failing command does not end the shell under {@code set -e}. */
  private int tested;

  /** Set from another thread by Ctrl-C. */
  private volatile boolean interrupted;

  public Interpreter(
      SystemCalls calls,
      CommandFinder finder,
      Mode mode,
      String name,
      Map<String, String> environment) {
    this.calls = calls;
    this.finder = finder;
    this.mode = mode;
    this.name = name;
    this.variables = new Variables(environment);
    this.functions = new HashMap<>();
    this.options = new Options();
    this.subshell = false;
    this.frame = new Frame();
    this.shellPid = calls.getpid();
    special.setDefaults();
  }

  /** A subshell's copy of {@code parent}. */
  Interpreter(Interpreter parent, SystemCalls calls) {
    this.calls = calls;
    this.finder = parent.finder;
    this.mode = parent.mode == Mode.INTERACTIVE ? Mode.COMMAND_STRING : parent.mode;
    this.name = parent.name;
    this.variables = parent.variables.copy();
    this.functions = new HashMap<>(parent.functions);
    this.options = parent.options.copy();
    this.subshell = true;
    this.frame = parent.frame.ofSubshell();
    this.shellPid = parent.shellPid;
    this.status = parent.status;
    this.positional = parent.positional;
    this.backgroundPid = parent.backgroundPid;
    this.tested = parent.tested;
  }

  public SystemCalls calls() {
    return calls;
  }

  public CommandFinder finder() {
    return finder;
  }

  public Mode mode() {
    return mode;
  }

  public boolean isInteractive() {
    return mode == Mode.INTERACTIVE;
  }

  public Variables variables() {
    return variables;
  }

  public Map<String, Function> functions() {
    return functions;
  }

  public Options options() {
    return options;
  }

  public Traps traps() {
    return traps;
  }

  public Jobs jobs() {
    return jobs;
  }

  Expander expander() {
    return expander;
  }

  Redirector redirector() {
    return redirector;
  }

  /** Whether descriptors of the shell itself lead elsewhere while a command runs. */
  public boolean redirects() {
    return !redirector.saved().isEmpty();
  }

  Substitution substitution() {
    return substitution;
  }

  /** {@code $0}. */
  public String name() {
    return name;
  }

  public List<String> positional() {
    return positional;
  }

  public void setPositional(List<String> arguments) {
    positional = List.copyOf(arguments);
  }

  public int status() {
    return status;
  }

  public void setStatus(int status) {
    this.status = status;
  }

  int substitutionStatus() {
    return substitutionStatus;
  }

  void setSubstitutionStatus(int value) {
    substitutionStatus = value;
  }

  /** Where this shell is. */
  Frame frame() {
    return frame;
  }

  void setFrame(Frame frame) {
    this.frame = frame;
  }

  int shellPid() {
    return shellPid;
  }

  /** How many loops {@code break} can leave. */
  public int loops() {
    return frame.loops;
  }

  public boolean canReturn() {
    return variables.inFunction() || frame.inSourcedFile();
  }

  int backgroundPid() {
    return backgroundPid;
  }

  void setBackgroundPid(int pid) {
    backgroundPid = pid;
  }

  /** What Ctrl-C does: may be called by any thread. */
  public void interrupt() {
    interrupted = true;
  }

  public void clearInterrupt() {
    interrupted = false;
  }

  /** Where a pending kill or Ctrl-C takes effect; every loop passes here. */
  void safePoint() {
    calls.getpid();
    if (interrupted) {
      throw new ControlFlow.Interrupted();
    }
  }

  /** The prefix of messages: bash's get_name_for_error() and the line. */
  String prefix() {
    String file = frame.source;
    if (mode == Mode.INTERACTIVE && file == null) {
      return "bash: ";
    }
    return (file == null || file.isEmpty() ? name : file) + ": line " + frame.line + ": ";
  }

  /** Says {@code text} on standard error as bash does. */
  public void error(String text) {
    message(prefix() + text + "\n");
  }

  /** Writes to standard error as it is. */
  public void message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int done = 0;
    try {
      while (done < bytes.length) {
        done += calls.write(2, bytes, done, bytes.length - done);
      }
    } catch (ErrnoException noStandardError) {
      // Nothing more can be done: it is not there.
    }
  }

  /** Prints on standard output, for builtins; see {@link LineOutput}. */
  public void print(String text) {
    output.print(calls, text);
  }

  /** The end of a builtin's output: says a write error and makes the status 1. */
  int finishOutput(String builtin, int result) throws ErrnoException {
    Errno failure = output.finish(calls);
    if (failure == null) {
      return result;
    }
    if (failure == Errno.EPIPE) {
      calls.kill(calls.getpid(), SystemCalls.SIGPIPE);
    }
    error(builtin + ": write error: " + failure.text());
    return 1;
  }

  @Nullable String parameter(String parameter) {
    return special.get(parameter);
  }

  /** Assigns to a variable, or an array's element; ends the command if it is read-only. */
  public void assign(String variable, @Nullable Long index, String value) {
    if (!tryAssign(variable, index, value)) {
      throw new ControlFlow.Abort(1);
    }
  }

  /** Assigns; says the error and returns false where the variable is read-only. */
  public boolean tryAssign(String name, @Nullable Long index, String value) {
    Variable variable = variables.make(name);
    if (variable.readonly) {
      error(name + ": readonly variable");
      return false;
    }
    String text = variable.integer ? Long.toString(evaluate(value)) : value;
    if (index == null) {
      variable.set(text);
    } else if (index < 0 || index > Integer.MAX_VALUE) {
      error(name + "[" + index + "]: bad array subscript");
      return false;
    } else {
      variable.makeArray().put((int) (long) index, text);
    }
    variable.exported |= options.allexport;
    return true;
  }

  /** An arithmetic expression's value; an error ends the command. */
  long evaluate(String expression) {
    try {
      return Arithmetic.evaluate(expression, special);
    } catch (Arithmetic.ArithmeticError e) {
      error(e.text());
      throw new ControlFlow.Abort(1);
    }
  }

  /** As {@link #evaluate}, for builtins that go on after an error. */
  public long tryEvaluate(String expression) throws Arithmetic.ArithmeticError {
    return Arithmetic.evaluate(expression, special);
  }

  /** Before a prompt: says which jobs have ended, and forgets them. */
  public void reportJobs() {
    reports.beforePrompt();
  }

  /** Forgets an ended job; a script says if it was killed. */
  public void reportEnded(Jobs.Job job, WaitStatus ended) {
    reports.background(job, ended);
  }

  /** A shell's life: what it runs, then its EXIT trap. */
  @FunctionalInterface
  public interface Body {
    int run() throws ErrnoException;
  }

  public int runToEnd(Body body) throws ErrnoException {
    int result;
    try {
      result = body.run();
    } catch (ControlFlow.Abort abort) {
      // bash -c ends with 127 after an expansion error, a script with 1.
      result = mode == Mode.COMMAND_STRING && !subshell ? 127 : 1;
    } catch (ControlFlow flow) {
      boolean loop = flow instanceof ControlFlow.Break || flow instanceof ControlFlow.Continue;
      result = loop ? 0 : flow.number();
    }
    return traps.runExit(result) & 0xff;
  }

  /** Executes; {@code last}: nothing follows in this process, a program may take its place. */
  int execute(Node node, boolean last) throws ErrnoException {
    return switch (node) {
      case CommandList list -> lists.run(list, last);
      case Node.AndOr andOr -> lists.run(andOr, last);
      case Node.Pipeline pipeline -> pipelines.run(pipeline, last);
      case Node.Simple simple -> checked(simpleCommands.run(simple, last));
      case Node.Compound compound -> compoundCommands.run(compound, last);
    };
  }

  /** Sets {@code $?} and leaves the shell under {@code set -e}. */
  int checked(int result) {
    status = result;
    if (result != 0 && options.errexit && tested == 0) {
      throw new ControlFlow.Exit(result);
    }
    return result;
  }

  /** Executes where failing is an answer, not an error. */
  int test(Node node) throws ErrnoException {
    tested++;
    try {
      return execute(node, false);
    } finally {
      tested--;
    }
  }

  /** Runs {@code body} as a sourced file, where {@code return} is allowed. */
  public int sourced(String file, Body body) throws ErrnoException {
    return nested.source(file, body);
  }

  /** {@code eval}. */
  public int eval(String text) throws ErrnoException {
    return nested.eval(text);
  }

  /** Runs a program in a child and waits, for {@code command}. */
  public int runProgram(List<String> argv) throws ErrnoException {
    return programs.run(argv);
  }

  /** {@code exec}: runs a program in this process. */
  public int become(List<String> argv) throws ErrnoException {
    return Programs.become(this, argv, variables.environment(), "exec: ");
  }
}
