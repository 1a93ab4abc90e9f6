package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Word;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shell: its state, and what executes commands in it. One per shell process; a subshell gets a
 * copy.
 */
public final class Interpreter {
  /** How deep functions, eval and sourced files may nest: far below what the Java stack holds. */
  private static final int DEEPEST = 250;

  /** A function and the file that defined it. */
  public record Function(Node.Function definition, String source) {}

  /** What a child shell does. */
  @FunctionalInterface
  public interface Task {
    int run(Interpreter child) throws ErrnoException;
  }

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
  private final Map<String, String> traps = new TreeMap<>();
  private final Jobs jobs = new Jobs();
  private final LineOutput output = new LineOutput();
  private final Expander expander = new Expander(this);
  private final Redirector redirector = new Redirector(this);
  private final Substitution substitution = new Substitution(this);
  private final SimpleCommands simpleCommands = new SimpleCommands(this);
  private final Pipelines pipelines = new Pipelines(this);
  private final Conditions conditions = new Conditions(this);
  private final SpecialParameters special = new SpecialParameters(this);
  private List<String> positional = List.of();
  private String name;
  private @Nullable String source;
  private int shellPid;
  private int line = 1;
  private int status;
  private int substitutionStatus = -1;
  private int depth;
  private int loops;
  private int sourced;
  private int backgroundPid;
  private boolean subshell;

  /** Above zero: a failing command does not end the shell under {@code set -e}. */
  private int tested;

  int substitutionDepth;

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
    this.shellPid = calls.getpid();
    special.setDefaults();
  }

  /** A subshell's copy of {@code parent}. */
  private Interpreter(Interpreter parent, SystemCalls calls) {
    this.calls = calls;
    this.finder = parent.finder;
    this.mode = parent.mode == Mode.INTERACTIVE ? Mode.COMMAND_STRING : parent.mode;
    this.name = parent.name;
    this.variables = parent.variables.copy();
    this.functions = new HashMap<>(parent.functions);
    this.options = parent.options.copy();
    this.subshell = true;
    this.source = parent.source;
    this.shellPid = parent.shellPid;
    this.line = parent.line;
    this.status = parent.status;
    this.depth = parent.depth;
    this.positional = parent.positional;
    this.backgroundPid = parent.backgroundPid;
    this.tested = parent.tested;
    this.sourced = parent.sourced;
    this.loops = parent.loops;
    this.substitutionDepth = parent.substitutionDepth;
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

  boolean isSubshell() {
    return subshell;
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

  /** Actions by signal name without SIG; EXIT among them. */
  public Map<String, String> traps() {
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

  public int line() {
    return line;
  }

  void setLine(int line) {
    this.line = line;
  }

  int shellPid() {
    return shellPid;
  }

  public int loops() {
    return loops;
  }

  public boolean canReturn() {
    return variables.inFunction() || sourced > 0;
  }

  int backgroundPid() {
    return backgroundPid;
  }

  void setBackgroundPid(int pid) {
    backgroundPid = pid;
  }

  /** The file that commands now come from ({@code BASH_SOURCE}); null: {@code $0} stands for it. */
  @Nullable String source() {
    return source;
  }

  void setSource(@Nullable String file) {
    source = file;
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
    if (mode == Mode.INTERACTIVE && source == null) {
      return "bash: ";
    }
    String file = source;
    return (file == null || file.isEmpty() ? name : file) + ": line " + line + ": ";
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

  /** Starts a child shell that does {@code task}; the caller goes on. */
  int spawn(Task task) throws ErrnoException {
    List<Integer> saved = new ArrayList<>(redirector.saved());
    // The copy is made now: the child runs later, when this shell may have changed.
    Interpreter image = new Interpreter(this, calls);
    List<String> argv = new ArrayList<>();
    argv.add(name);
    return calls.spawn(
        "sh",
        argv,
        own -> {
          Interpreter child = new Interpreter(image, own);
          for (int fd : saved) {
            own.close(fd);
          }
          return child.runToEnd(() -> task.run(child));
        });
  }

  /** Starts a child that becomes a program; as {@link #spawn}, but without an EXIT trap. */
  int spawnProgram(String comm, List<String> argv, Task task) throws ErrnoException {
    Interpreter image = new Interpreter(this, calls);
    return calls.spawn(
        comm,
        argv,
        own -> {
          try {
            return task.run(new Interpreter(image, own)) & 0xff;
          } catch (ControlFlow flow) {
            return flow.number() & 0xff;
          }
        });
  }

  /** Waits for a child to end. */
  WaitStatus awaitChild(int pid) throws ErrnoException {
    WaitStatus ended = calls.wait4(pid, 0, null);
    while (ended == null) {
      ended = calls.wait4(pid, 0, null);
    }
    if (ended.signal() == SystemCalls.SIGINT && mode == Mode.INTERACTIVE) {
      throw new ControlFlow.Interrupted();
    }
    return ended;
  }

  /** Waits for a foreground child, and says so if it was killed. */
  WaitStatus waitFor(int pid, Supplier<String> text) throws ErrnoException {
    WaitStatus ended = awaitChild(pid);
    reportKilled(ended, text);
    reportBackground();
    return ended;
  }

  /** What bash's notify_of_job_status() says of a killed foreground job; nothing in sh -c. */
  void reportKilled(WaitStatus ended, Supplier<String> text) {
    int signal = ended.signal();
    if (signal == 0
        || mode == Mode.COMMAND_STRING
        || signal == SystemCalls.SIGINT
        || signal == SystemCalls.SIGPIPE) {
      return;
    }
    if (mode == Mode.INTERACTIVE || signal == SystemCalls.SIGTERM) {
      message(Signals.describe(signal) + "\n");
    } else {
      message(prefix() + killedLine(ended, text.get()));
    }
  }

  private static String killedLine(WaitStatus ended, String text) {
    String pid = Integer.toString(ended.pid());
    String signal = Signals.describe(ended.signal());
    return " ".repeat(Math.max(0, 5 - pid.length()))
        + pid
        + " "
        + signal
        + " ".repeat(Math.max(1, 24 - signal.length()))
        + text
        + "\n";
  }

  /** Notes ended background jobs; a script says which were killed. */
  public void reportBackground() {
    if (jobs.all().isEmpty() || mode == Mode.INTERACTIVE) {
      return;
    }
    jobs.poll(calls);
    for (Jobs.Job job : jobs.all()) {
      WaitStatus ended = job.status();
      if (ended != null) {
        reportEnded(job, ended);
      }
    }
  }

  /** Before a prompt: says which jobs have ended, and forgets them. */
  public void reportJobs() {
    jobs.poll(calls);
    for (Jobs.Job job : jobs.all()) {
      if (job.status() != null) {
        message(jobs.line(job, false));
        jobs.remove(job);
      }
    }
  }

  /** Forgets an ended job; a script says if it was killed. */
  public void reportEnded(Jobs.Job job, WaitStatus ended) {
    boolean silent =
        ended.signal() == 0
            || ended.signal() == SystemCalls.SIGINT
            || ended.signal() == SystemCalls.SIGPIPE
            || ended.signal() == SystemCalls.SIGTERM;
    if (!silent && (mode == Mode.FILE || mode == Mode.STANDARD_INPUT)) {
      message(prefix() + killedLine(ended, job.text()));
    }
    jobs.remove(job);
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
    String action = traps.remove("EXIT");
    if (action != null) {
      status = result;
      try {
        new ScriptRunner(this).runText(action, "trap");
      } catch (ControlFlow flow) {
        result = flow.number();
      }
    }
    return result & 0xff;
  }

  /** Executes; {@code last}: nothing follows in this process, a program may take its place. */
  int execute(Node node, boolean last) throws ErrnoException {
    return switch (node) {
      case CommandList list -> list(list, last);
      case Node.AndOr andOr -> andOr(andOr, last);
      case Node.Pipeline pipeline -> pipelines.run(pipeline, last);
      case Node.Simple simple -> checked(simpleCommands.run(simple, last));
      case Node.Compound compound -> compound(compound, last);
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

  private int list(CommandList list, boolean last) throws ErrnoException {
    int result = 0;
    int count = list.items().size();
    for (int i = 0; i < count; i++) {
      CommandList.Item item = list.items().get(i);
      if (item.background()) {
        pipelines.startBackground(item);
        result = 0;
        status = 0;
      } else {
        result = execute(item.node(), last && i == count - 1);
      }
    }
    return result;
  }

  private int andOr(Node.AndOr andOr, boolean last) throws ErrnoException {
    int count = andOr.rest().size();
    int result = test(andOr.first());
    for (int i = 0; i < count; i++) {
      Node.Link link = andOr.rest().get(i);
      if (link.and() == (result == 0)) {
        boolean end = i == count - 1;
        result = end ? execute(link.node(), last) : test(link.node());
      }
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

  private int compound(Node.Compound compound, boolean last) throws ErrnoException {
    line = compound.line();
    if (compound.body() instanceof Node.Subshell subshell) {
      return checked(pipelines.subshell(subshell, compound.redirections(), compound.source()));
    }
    Redirector.Done done = redirector.apply(compound.redirections(), true);
    if (done == null) {
      return checked(1);
    }
    try {
      return body(compound.body(), last && compound.redirections().isEmpty());
    } finally {
      redirector.undo(done);
    }
  }

  private int body(Node.Body body, boolean last) throws ErrnoException {
    return switch (body) {
      case Node.Group group -> list(group.list(), last);
      case Node.Subshell subshell -> pipelines.subshell(subshell, List.of(), "");
      case Node.If branch -> ifElse(branch, last);
      case Node.While loop -> whileLoop(loop);
      case Node.For loop -> forLoop(loop);
      case Node.ArithmeticFor loop -> arithmeticFor(loop);
      case Node.Case choice -> choose(choice, last);
      case Node.Function function -> define(function);
      case Node.Arithmetic arithmetic ->
          checked(evaluateCommand("((", expander.single(arithmetic.expression())));
      case Node.Conditional conditional -> checked(conditions.run(conditional.condition()));
    };
  }

  private int evaluateCommand(String command, String expression) {
    try {
      return Arithmetic.evaluate(expression, special) != 0 ? 0 : 1;
    } catch (Arithmetic.ArithmeticError e) {
      error(command + ": " + e.text());
      return 1;
    }
  }

  private int define(Node.Function function) {
    String file = source;
    if (file == null) {
      file = mode == Mode.COMMAND_STRING ? "environment" : "main";
    }
    functions.put(function.name(), new Function(function, file));
    return checked(0);
  }

  private int ifElse(Node.If branch, boolean last) throws ErrnoException {
    if (test(branch.condition()) == 0) {
      return list(branch.then(), last);
    }
    CommandList otherwise = branch.otherwise();
    status = 0;
    return otherwise == null ? 0 : list(otherwise, last);
  }

  /** One round of a loop; returns whether the loop goes on. */
  private boolean round(CommandList body) throws ErrnoException {
    safePoint();
    try {
      list(body, false);
      return true;
    } catch (ControlFlow.Break out) {
      if (out.number() > 1) {
        throw new ControlFlow.Break(out.number() - 1);
      }
      status = 0;
      return false;
    } catch (ControlFlow.Continue next) {
      if (next.number() > 1) {
        throw new ControlFlow.Continue(next.number() - 1);
      }
      status = 0;
      return true;
    }
  }

  private int whileLoop(Node.While loop) throws ErrnoException {
    int result = 0;
    loops++;
    try {
      while ((test(loop.condition()) == 0) != loop.until() && round(loop.body())) {
        result = status;
      }
    } catch (ControlFlow.Break out) {
      if (out.number() > 1) {
        throw new ControlFlow.Break(out.number() - 1);
      }
    } finally {
      loops--;
    }
    status = result;
    return result;
  }

  private int forLoop(Node.For loop) throws ErrnoException {
    List<Word> words = loop.words();
    List<String> values = words == null ? positional : expander.fields(words);
    status = 0;
    loops++;
    try {
      for (String value : values) {
        if (!tryAssign(loop.name(), null, value)) {
          throw new ControlFlow.Abort(1);
        }
        if (!round(loop.body())) {
          break;
        }
      }
    } finally {
      loops--;
    }
    return status;
  }

  private int arithmeticFor(Node.ArithmeticFor loop) throws ErrnoException {
    evaluate(expander.single(loop.start()));
    status = 0;
    loops++;
    try {
      while (loop.condition().source().isEmpty()
          || evaluate(expander.single(loop.condition())) != 0) {
        if (!round(loop.body())) {
          break;
        }
        evaluate(expander.single(loop.step()));
      }
    } finally {
      loops--;
    }
    return status;
  }

  private int choose(Node.Case choice, boolean last) throws ErrnoException {
    String subject = expander.single(choice.subject());
    status = 0;
    boolean falling = false;
    int result = 0;
    for (Node.CaseItem item : choice.items()) {
      if (!falling && !matchesAny(item.patterns(), subject)) {
        continue;
      }
      boolean ends = item.terminator().equals(";;");
      result = list(item.body(), last && ends);
      if (ends) {
        return result;
      }
      falling = item.terminator().equals(";&");
    }
    return result;
  }

  private boolean matchesAny(List<Word> patterns, String subject) throws ErrnoException {
    for (Word pattern : patterns) {
      if (Glob.matches(expander.marked(pattern), subject)) {
        return true;
      }
    }
    return false;
  }

  /** Calls a function with {@code argv}; {@code argv[0]} is its name. */
  int call(Function function, List<String> argv) throws ErrnoException {
    List<String> outerPositional = positional;
    String outerSource = source;
    int outerLoops = loops;
    int outerLine = line;
    enterNested(argv.getFirst());
    positional = argv.subList(1, argv.size());
    source = function.source();
    loops = 0;
    variables.enterFunction();
    try {
      return execute(function.definition().body(), false);
    } catch (ControlFlow.Return back) {
      return back.number();
    } finally {
      variables.leaveFunction();
      positional = outerPositional;
      source = outerSource;
      loops = outerLoops;
      line = outerLine;
      depth--;
    }
  }

  /** Counts a nested function, eval or file; the caller counts back. */
  void enterNested(String what) {
    if (depth >= DEEPEST) {
      error(what + ": maximum function nesting level exceeded (" + DEEPEST + ")");
      throw new ControlFlow.Abort(1);
    }
    depth++;
  }

  void leaveNested() {
    depth--;
  }

  /** Runs {@code body} as a sourced file, where {@code return} is allowed. */
  public int sourced(String file, Body body) throws ErrnoException {
    String outerSource = source;
    int outerLine = line;
    enterNested(file);
    sourced++;
    source = file;
    try {
      return body.run();
    } catch (ControlFlow.Return back) {
      return back.number();
    } finally {
      sourced--;
      source = outerSource;
      line = outerLine;
      depth--;
    }
  }

  /** {@code eval}. */
  public int eval(String text) throws ErrnoException {
    enterNested("eval");
    try {
      return new ScriptRunner(this).runText(text, "eval");
    } finally {
      depth--;
    }
  }

  /** Runs a program in a child and waits, for {@code command}. */
  public int runProgram(List<String> argv) throws ErrnoException {
    Map<String, String> environment = variables.environment();
    int pid =
        spawnProgram(
            SimpleCommands.comm(argv.getFirst()),
            argv,
            child -> SimpleCommands.execute(child, argv, environment, ""));
    return waitFor(pid, () -> String.join(" ", argv)).shellStatus();
  }

  /** {@code exec}: runs a program in this process. */
  public int become(List<String> argv) throws ErrnoException {
    Map<String, String> environment = variables.environment();
    return SimpleCommands.execute(this, argv, environment, "exec: ");
  }

  /** Runs the trap of {@code signal}; false: there is none. */
  public boolean runTrap(String signal) throws ErrnoException {
    String action = traps.get(signal);
    if (action == null || signal.equals("KILL") || signal.equals("STOP")) {
      return false;
    }
    int before = status;
    new ScriptRunner(this).runText(action, "trap");
    status = before;
    return true;
  }

  /** {@code $(<file)}: copies the file to standard output. */
  int copyInput(CommandList body) throws ErrnoException {
    Node.Simple simple = (Node.Simple) body.items().getFirst().node();
    line = simple.line();
    if (redirector.apply(simple.redirections(), false) == null) {
      return 1;
    }
    byte[] buffer = new byte[8192];
    int count;
    while ((count = calls.read(0, buffer, 0, buffer.length)) > 0) {
      int done = 0;
      while (done < count) {
        done += calls.write(1, buffer, done, count - done);
      }
    }
    return 0;
  }
}
