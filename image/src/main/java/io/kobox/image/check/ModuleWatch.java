package io.kobox.image.check;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.sched.MightSleep;
import io.kobox.kernel.trace.CallFormat;
import io.kobox.machine.PageFaultException;
import io.kobox.pc.CallTrap;
import io.kobox.pc.GuestCall;
import io.kobox.pc.Pc;
import io.kobox.profile.KernelProfile;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches modules of the image kernel: their calls to the kernel go through here, those of the
 * functions that some check, trace or fault is about.
 */
public final class ModuleWatch {
  private static final int CALL_LENGTH = 5;

  private static final Map<String, String> NAMES =
      Map.of(
          "__kmalloc_cache", "kmalloc_trace",
          "__kmalloc_cache_node", "kmalloc_node_trace",
          "__kmalloc_large", "kmalloc_large",
          "__kmalloc_large_node", "kmalloc_large_node");

  /** A call that has not returned. */
  private record Pending(long returnAddress, ModuleCall call, List<CallWatcher> watchers) {}

  private final Pc pc;
  private final Structs structs;
  private final ImageContext context;
  private final List<CallWatcher> watchers = new ArrayList<>();
  private final @Nullable MemoryCheck memoryCheck;
  private final @Nullable Lockdep lockdep;
  private final Map<Long, WatchedModule> modules = new LinkedHashMap<>();
  private final Set<Long> watchedReturns = new HashSet<>();
  private final Map<Long, Pending> pending = new HashMap<>();

  /**
   * @param profile the kernel's types and symbols
   * @param addresses of those symbols that are always needed
   */
  public ModuleWatch(Pc pc, KernelProfile profile, Map<String, Long> addresses, DebugConfig debug) {
    this.pc = pc;
    this.structs = new Structs(pc.memory(), profile.types());
    ImageSymbols symbols = new ImageSymbols(profile, addresses, modules.values());
    this.context = new ImageContext(pc, structs, symbols, this::inModules);
    Set<Check> checks = debug.checks();
    if (debug.trace() != null) {
      CallFormat format = new CallFormat(pc.memory(), profile.types());
      watchers.add(new CallTracer(format, context, pc.clock(), debug.trace()));
    }
    if (debug.faults() != null) {
      watchers.add(new CallFaults(debug.faults()));
    }
    if (checks.contains(Check.ATOMICSLEEP)) {
      watchers.add(new SleepCheck(new MightSleep(context, pc.memory(), context, debug.reports())));
    }
    if (checks.contains(Check.LOCKDEP)) {
      lockdep = new Lockdep(context::task, symbols, debug.reports());
      watchers.add(new LockCheck(lockdep));
    } else {
      lockdep = null;
    }
    if (checks.contains(Check.KASAN) || checks.contains(Check.KMEMLEAK)) {
      memoryCheck = new MemoryCheck(context, structs, symbols, checks, debug.reports());
      watchers.add(memoryCheck);
      FreeTraps.install(pc, symbols, memoryCheck);
    } else {
      memoryCheck = null;
    }
    if (checks.contains(Check.LEFTBEHIND)) {
      watchRegistrations(symbols, debug);
    }
  }

  private void watchRegistrations(ImageSymbols symbols, DebugConfig debug) {
    LeftBehind leftBehind = new LeftBehind(symbols, debug.reports());
    Registrations registrations = new Registrations(pc.memory(), structs);
    leftBehind.add(registrations);
    leftBehind.add(new QueuedTimers(pc.memory(), structs, symbols, pc::perCpuBase));
    leftBehind.add(new KernelThreads(structs, symbols));
    watchers.add(new LeftBehindCheck(leftBehind));
    watchers.add(registrations);
  }

  /** The symbols whose addresses are always needed. */
  public static Set<String> symbols() {
    Set<String> names = new TreeSet<>(FreeTraps.names());
    names.addAll(ImageContext.SYMBOLS);
    names.addAll(QueuedTimers.SYMBOLS);
    names.addAll(KernelThreads.SYMBOLS);
    names.addAll(Set.of("__kmalloc", "jiffies_64"));
    return names;
  }

  private boolean inModules(long address) {
    for (WatchedModule module : modules.values()) {
      if (module.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A module is relocated and has not run yet.
   *
   * @param headers where its section headers are
   * @param names the index of the section with the sections' names
   * @param struct where its {@code struct module} is
   */
  public void loaded(long headers, int count, int names, long struct) {
    if (memoryCheck != null) {
      modules.values().forEach(memoryCheck::initEnds);
    }
    try {
      add(new ModuleImage(pc.memory(), structs, headers, count, names, struct).read());
    } catch (PageFaultException e) {
      // A file that is none of the kernel's: it fails there, or runs unwatched.
    }
  }

  private void add(WatchedModule module) {
    modules.put(module.struct(), module);
    for (WatchedModule.Import call : module.imports()) {
      String function = name(call.function());
      List<CallWatcher> concerned = new ArrayList<>();
      List<CallWatcher> returning = new ArrayList<>();
      for (CallWatcher watcher : watchers) {
        CallWatcher.Interest interest = watcher.interest(function);
        if (interest != CallWatcher.Interest.NONE) {
          concerned.add(watcher);
        }
        if (interest == CallWatcher.Interest.CALLS_AND_RETURNS) {
          returning.add(watcher);
        }
      }
      boolean watched =
          !concerned.isEmpty()
              && pc.watchCall(call.site(), new Site(module, function, concerned, returning));
      if (watched && !returning.isEmpty()) {
        watchReturn(call.site() + CALL_LENGTH);
      }
    }
  }

  /** A watch lasts for ever, and the next module may come to the same place. */
  private void watchReturn(long at) {
    if (watchedReturns.add(at)) {
      pc.watchBlock((address, size) -> blockBegins(address), at);
    }
  }

  private static String name(String function) {
    String plain =
        function.endsWith("_noprof")
            ? function.substring(0, function.length() - "_noprof".length())
            : function;
    return NAMES.getOrDefault(plain, plain);
  }

  /** The module whose {@code struct module} is there is about to be freed. */
  public void freed(long struct) {
    WatchedModule module = modules.get(struct);
    if (module == null) {
      return;
    }
    for (CallWatcher watcher : watchers) {
      tell(() -> watcher.gone(module));
    }
    modules.remove(struct);
    for (WatchedModule.Range range : module.ranges()) {
      pc.unwatchCalls(range.begin(), range.end());
    }
  }

  /** A pointer of the module's that leads nowhere is the kernel's to report, when it is used. */
  private static void tell(Runnable watcher) {
    try {
      watcher.run();
    } catch (PageFaultException e) {
      // Nothing to watch there.
    }
  }

  /** A system call has returned to its program. */
  public void returnedToUser() {
    if (lockdep != null && lockdep.anyHeld()) {
      lockdep.returnToUser();
    }
  }

  /** A block of code begins, to which some call may return. */
  private void blockBegins(long address) {
    Pending call = pending.get(pc.read(Register.RSP));
    if (call != null && call.returnAddress == address) {
      returned(pc.read(Register.RSP));
    }
  }

  private void returned(long stackAfter) {
    Pending call = pending.remove(stackAfter);
    if (call != null) {
      pc.pages().setRoot(pc.read(Register.CR3));
      context.at(call.call);
      for (CallWatcher watcher : call.watchers) {
        tell(() -> watcher.returned(call.call));
      }
      context.at(null);
    }
  }

  /** A place in a module that calls a function of the kernel. */
  private final class Site implements CallTrap {
    private final WatchedModule module;
    private final String function;
    private final List<CallWatcher> concerned;
    private final List<CallWatcher> returning;

    private Site(
        WatchedModule module,
        String function,
        List<CallWatcher> concerned,
        List<CallWatcher> returning) {
      this.module = module;
      this.function = function;
      this.concerned = concerned;
      this.returning = returning;
    }

    @Override
    public void called(GuestCall made) {
      long[] stack = context.stack(made.target(), made.stackAfter() - Long.BYTES);
      if (made.jumps() && !returning.isEmpty()) {
        made.returnHere();
      }
      ModuleCall call = new ModuleCall(pc, module, function, made, stack);
      context.at(call);
      for (CallWatcher watcher : concerned) {
        if (!call.isAnswered()) {
          tell(() -> watcher.called(call));
        }
      }
      context.at(null);
      if (!returning.isEmpty()) {
        pending.put(made.stackAfter(), new Pending(made.returnAddress(), call, returning));
        if (call.isAnswered()) {
          ModuleWatch.this.returned(made.stackAfter());
        }
      }
    }

    @Override
    public void returned(long stackAfter) {
      ModuleWatch.this.returned(stackAfter);
    }
  }
}
