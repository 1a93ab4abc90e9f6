package io.kobox.image.check;

import io.kobox.kernel.check.LeftBehind;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** What watched modules register with the kernel by calls of their own, and take back by others. */
final class Registrations implements CallWatcher, LeftBehind.Kind {
  private static final int MOST_ERRNO = 4095;
  private static final int MOST_NAME = 256;
  private static final int NONE = -1;

  /**
   * A pair of functions.
   *
   * @param key the argument that the second function takes as {@code back}, or {@link #NONE}: the
   *     result
   * @param name the argument with the name, or {@link #NONE}
   * @param callback the argument with what the kernel would call or read, or {@link #NONE}
   * @param parent the argument with the result of another registration that this one goes with
   * @param pointer whether the result is a pointer: success is one that is no error
   */
  private record Kind(
      String what,
      String register,
      int key,
      int name,
      int callback,
      int parent,
      boolean pointer,
      String unregister) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("misc device", "misc_register", 0, NONE, 0, NONE, false, "misc_deregister"),
          new Kind("cdev", "cdev_add", 0, NONE, 0, NONE, false, "cdev_del"),
          new Kind("irq handler", "request_threaded_irq", 0, 4, 1, NONE, false, "free_irq"),
          new Kind("class", "__class_create", NONE, 1, 0, NONE, true, "class_destroy"),
          new Kind("class", "class_create", NONE, 0, NONE, NONE, true, "class_destroy"),
          new Kind("/proc entry", "proc_create", NONE, 0, 3, 2, true, "proc_remove"),
          new Kind("/proc entry", "proc_create_data", NONE, 0, 3, 2, true, "proc_remove"),
          new Kind("/proc entry", "proc_create_single_data", NONE, 0, 3, 2, true, "proc_remove"),
          new Kind("/proc entry", "proc_create_seq_private", NONE, 0, 3, 2, true, "proc_remove"),
          new Kind("/proc entry", "proc_mkdir", NONE, 0, NONE, 1, true, "proc_remove"),
          new Kind(
              "debugfs directory", "debugfs_create_dir", NONE, 0, NONE, 1, true, "debugfs_remove"),
          new Kind("debugfs file", "debugfs_create_file", NONE, 0, 4, 2, true, "debugfs_remove"));

  /** Functions that take a name and the directory that it is in. */
  private static final List<String> BY_NAME = List.of("remove_proc_entry", "remove_proc_subtree");

  private record Registration(
      Kind kind, WatchedModule module, String name, long key, long parent, long callback) {}

  private final GuestMemory memory;
  private final Structs structs;
  private final Map<String, Kind> registering = new HashMap<>();
  private final Map<String, Kind> unregistering = new HashMap<>();
  private final Map<ModuleCall, Registration> calls = new HashMap<>();
  private final List<Registration> registrations = new ArrayList<>();

  Registrations(GuestMemory memory, Structs structs) {
    this.memory = memory;
    this.structs = structs;
    for (Kind kind : KINDS) {
      registering.put(kind.register, kind);
      unregistering.put(kind.unregister, kind);
    }
  }

  @Override
  public Interest interest(String function) {
    if (registering.containsKey(function)) {
      return Interest.CALLS_AND_RETURNS;
    }
    return unregistering.containsKey(function) || BY_NAME.contains(function)
        ? Interest.CALLS
        : Interest.NONE;
  }

  @Override
  public void called(ModuleCall call) {
    Kind kind = registering.get(call.function());
    if (kind != null) {
      calls.put(call, registration(kind, call));
    } else if (BY_NAME.contains(call.function())) {
      String name = memory.string(call.argument(0), MOST_NAME);
      long parent = call.argument(1);
      removeIf(entry -> entry.parent == parent && entry.name.equals(name));
    } else {
      long key = call.argument(0);
      Kind unregistered = unregistering.get(call.function());
      removeIf(
          entry ->
              unregistered != null
                  && entry.key == key
                  && entry.kind.unregister.equals(unregistered.unregister));
    }
  }

  private Registration registration(Kind kind, ModuleCall call) {
    String name = kind.name == NONE ? "" : memory.string(call.argument(kind.name), MOST_NAME);
    long key = kind.key == NONE ? 0 : call.argument(kind.key);
    long callback = kind.callback == NONE ? 0 : call.argument(kind.callback);
    if (kind.what.equals("misc device")) {
      name = memory.string(structs.at("miscdevice", key).get("name"), MOST_NAME);
      callback = structs.at("miscdevice", key).get("fops");
    } else if (kind.what.equals("cdev")) {
      callback = structs.at("cdev", key).get("ops");
    }
    long parent = kind.parent == NONE ? 0 : call.argument(kind.parent);
    return new Registration(kind, call.module(), name, key, parent, callback);
  }

  @Override
  public void returned(ModuleCall call) {
    Registration made = calls.remove(call);
    long result = call.result();
    if (made == null) {
      return;
    }
    if (!made.kind.pointer) {
      if ((int) result == 0) {
        registrations.add(made);
      }
    } else if (result != 0 && !(result < 0 && result >= -MOST_ERRNO)) {
      registrations.add(
          new Registration(made.kind, made.module, made.name, result, made.parent, made.callback));
    }
  }

  /** Removes what matches, and what is in directories that match. */
  private void removeIf(Predicate<Registration> matches) {
    List<Registration> removed = new ArrayList<>();
    for (Iterator<Registration> all = registrations.iterator(); all.hasNext(); ) {
      Registration one = all.next();
      if (matches.test(one)) {
        all.remove();
        removed.add(one);
      }
    }
    for (Registration directory : removed) {
      if (directory.kind.pointer && directory.kind.parent != NONE) {
        removeIf(entry -> entry.kind.parent != NONE && entry.parent == directory.key);
      }
    }
  }

  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    for (Registration left : registrations) {
      if (ofModule.test(left.module.ranges().getFirst().begin())) {
        String what = left.name.isEmpty() ? left.kind.what : left.kind.what + " " + left.name;
        finding.found(what, left.key, left.callback);
      }
    }
  }

  @Override
  public void gone(WatchedModule module) {
    registrations.removeIf(left -> left.module == module);
  }
}
