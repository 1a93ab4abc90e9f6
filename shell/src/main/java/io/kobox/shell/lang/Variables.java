package io.kobox.shell.lang;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shell's variables, with the functions' local scopes (dynamic, as in bash). */
public final class Variables {
  private final TreeMap<String, Variable> all = new TreeMap<>();

  /** Per function call: what its local variables hide; a null value: there was none. */
  private final Deque<Map<String, @Nullable Variable>> scopes = new ArrayDeque<>();

  public Variables(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (Lexer.isName(name)) {
            Variable variable = new Variable();
            variable.set(value);
            variable.exported = true;
            all.put(name, variable);
          }
        });
  }

  private Variables() {}

  Variables copy() {
    Variables copy = new Variables();
    all.forEach((name, variable) -> copy.all.put(name, variable.copy()));
    for (Map<String, @Nullable Variable> scope : scopes) {
      copy.scopes.addLast(new HashMap<>(scope));
    }
    return copy;
  }

  /** The value; null: unset. */
  public @Nullable String get(String name) {
    Variable variable = all.get(name);
    return variable == null ? null : variable.value();
  }

  public String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  public @Nullable Variable find(String name) {
    return all.get(name);
  }

  /** The variable, made if it does not exist yet (still without a value). */
  public Variable make(String name) {
    return all.computeIfAbsent(name, n -> new Variable());
  }

  /** Sets without asking whether it is read-only. */
  public void put(String name, String value) {
    make(name).set(value);
  }

  public void unset(String name) {
    all.remove(name);
  }

  /** All, sorted by name. */
  public Map<String, Variable> all() {
    return all;
  }

  /** What a started program gets. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    all.forEach(
        (name, variable) -> {
          String value = variable.value();
          if (variable.exported && value != null) {
            environment.put(name, value);
          }
        });
    return environment;
  }

  void enterFunction() {
    scopes.push(new HashMap<>());
  }

  void leaveFunction() {
    scopes.pop().forEach(this::restore);
  }

  void restore(String name, @Nullable Variable saved) {
    if (saved == null) {
      all.remove(name);
    } else {
      all.put(name, saved);
    }
  }

  public boolean inFunction() {
    return !scopes.isEmpty();
  }

  /** Makes {@code name} local to the running function. */
  public Variable makeLocal(String name) {
    Map<String, @Nullable Variable> scope = scopes.getFirst();
    if (scope.containsKey(name)) {
      return make(name);
    }
    Variable hidden = all.remove(name);
    scope.put(name, hidden);
    Variable local = make(name);
    if (hidden != null) {
      local.exported = hidden.exported;
    }
    return local;
  }
}
