package io.kobox.kernel.module;

/** enum module_state (include/linux/module.h). */
public enum ModuleState {
  LIVE("live", "Live"),
  COMING("coming", "Loading"),
  GOING("going", "Unloading"),
  UNFORMED("unknown", "");

  private final String initstate;
  private final String procState;

  ModuleState(String initstate, String procState) {
    this.initstate = initstate;
    this.procState = procState;
  }

  /** What /sys/module/NAME/initstate says. */
  public String initstate() {
    return initstate;
  }

  /** What /proc/modules says. */
  public String procState() {
    return procState;
  }

  /** The enumerator's name in C, whose value BTF gives. */
  String enumerator() {
    return "MODULE_STATE_" + name();
  }
}
