package io.kobox.shell.lang;

import io.kobox.shell.command.Command;
import io.kobox.shell.lang.builtin.Builtin;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The programs that the machine's /bin holds, by name; each is created when first called. */
public final class CommandRegistry {
  private final Map<String, Supplier<Command>> suppliers = new HashMap<>();

  private final Set<String> own = new TreeSet<>();

  /** Names {@code command}; the supplier is asked at every call. */
  public CommandRegistry add(String name, Supplier<Command> command) {
    suppliers.put(name, command);
    return this;
  }

  /** Names a command of kobox's own, for which the machine has no file. */
  public CommandRegistry addOwn(String name, Supplier<Command> command) {
    own.add(name);
    return add(name, command);
  }

  public boolean isOwn(String name) {
    return own.contains(name);
  }

  public boolean contains(String name) {
    return suppliers.containsKey(name);
  }

  /** The command; null: there is none of that name. */
  public @Nullable Command find(String name) {
    Supplier<Command> supplier = suppliers.get(name);
    return supplier == null ? null : supplier.get();
  }

  /** The command of that name that runs in the shell's own process; null: there is none. */
  public @Nullable Builtin builtin(String name) {
    return own.contains(name) && find(name) instanceof Builtin builtin ? builtin : null;
  }

  /** All names, sorted. */
  public Collection<String> names() {
    return new TreeSet<>(suppliers.keySet());
  }
}
