package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.shell.command.Command;
import io.kobox.syscalls.SystemCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The states of one machine that its user keeps, by name. They are no part of its state. */
@HostSide
public final class Checkpoints {
  private final Source source;
  private final Map<String, Kept> taken = new LinkedHashMap<>();
  private int unnamed;

  /** Takes a checkpoint of the machine, for the process that makes these calls. */
  @FunctionalInterface
  public interface Source {
    Checkpoint take(SystemCalls calls) throws CheckpointException;
  }

  /**
   * A state.
   *
   * @param directory the shell's own name of its directory then
   */
  record Kept(Checkpoint machine, String directory) {}

  public Checkpoints(Source source) {
    this.source = source;
  }

  /** The commands for the machine's shell. */
  public List<Command> commands() {
    return List.of(new CheckpointCommand(this), new RestoreCommand(this));
  }

  /**
   * Takes one.
   *
   * @param directory the shell's own name of its directory
   * @param name replaces the one that has it; null: the next number
   * @return its name
   */
  String take(SystemCalls calls, String directory, @Nullable String name)
      throws CheckpointException {
    Kept kept = new Kept(source.take(calls), directory);
    String used = name == null ? String.valueOf(++unnamed) : name;
    taken.remove(used);
    taken.put(used, kept);
    return used;
  }

  /** The name of the one taken last; null: there is none. */
  @Nullable String last() {
    String last = null;
    for (String name : taken.keySet()) {
      last = name;
    }
    return last;
  }

  @Nullable Kept find(String name) {
    return taken.get(name);
  }

  /** In the order in which they were taken. */
  Map<String, Kept> all() {
    return taken;
  }

  void remove(String name) {
    taken.remove(name);
  }
}
