package io.kobox.kernel.module;

import io.kobox.btf.Btf;
import io.kobox.types.Struct;
import java.util.EnumMap;
import java.util.Map;

/** enum module_state in guest memory, with the values that the kernel's type data gives. */
final class ModuleStates {
  private final Map<ModuleState, Long> values = new EnumMap<>(ModuleState.class);

  ModuleStates(Btf btf) {
    for (ModuleState state : ModuleState.values()) {
      values.put(state, btf.enumValue(state.enumerator()));
    }
  }

  ModuleState get(Struct module) {
    long value = module.get("state");
    for (Map.Entry<ModuleState, Long> entry : values.entrySet()) {
      if (entry.getValue() == value) {
        return entry.getKey();
      }
    }
    return ModuleState.UNFORMED;
  }

  void set(Struct module, ModuleState state) {
    module.set("state", values.getOrDefault(state, 0L));
  }
}
