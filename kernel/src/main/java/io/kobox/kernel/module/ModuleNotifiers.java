package io.kobox.kernel.module;

import io.kobox.lib.GuestFunctions;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;

/** The blocking notifier chain that modules' changes are told to (module_notify_list). */
final class ModuleNotifiers {
  private static final int NOTIFY_STOP_MASK = 0x8000;

  private final Structs structs;
  private final GuestFunctions functions;
  private final List<Struct> blocks = new ArrayList<>();

  ModuleNotifiers(Structs structs, GuestFunctions functions) {
    this.structs = structs;
    this.functions = functions;
  }

  /**
   * Adds a struct notifier_block behind those of the same priority; false if it is there already.
   */
  boolean register(long block) {
    if (blocks.stream().anyMatch(known -> known.address() == block)) {
      return false;
    }
    Struct added = structs.at("notifier_block", block);
    int place = 0;
    while (place < blocks.size()
        && blocks.get(place).getInt("priority") >= added.getInt("priority")) {
      place++;
    }
    blocks.add(place, added);
    return true;
  }

  boolean unregister(long block) {
    return blocks.removeIf(known -> known.address() == block);
  }

  /** Tells all; returns the last answer, which may stop the chain (notifier_call_chain). */
  int call(ModuleState state, Module module) {
    int result = 0;
    for (Struct block : List.copyOf(blocks)) {
      result = notify(block, state, module);
      if ((result & NOTIFY_STOP_MASK) != 0) {
        break;
      }
    }
    return result;
  }

  /**
   * Tells all of COMING; when one refuses, those told before hear GOING
   * (blocking_notifier_call_chain_robust).
   *
   * @return 0 or a negative errno (notifier_to_errno)
   */
  int callComing(Module module) {
    List<Struct> told = new ArrayList<>();
    for (Struct block : List.copyOf(blocks)) {
      int result = notify(block, ModuleState.COMING, module);
      if ((result & NOTIFY_STOP_MASK) != 0) {
        told.forEach(earlier -> notify(earlier, ModuleState.GOING, module));
        int code = result & ~NOTIFY_STOP_MASK;
        return code > 1 ? 1 - code : 0;
      }
      told.add(block);
    }
    return 0;
  }

  private int notify(Struct block, ModuleState state, Module module) {
    long number = structs.btf().enumValue(state.enumerator());
    return (int)
        functions.call(block.get("notifier_call"), block.address(), number, module.address());
  }
}
