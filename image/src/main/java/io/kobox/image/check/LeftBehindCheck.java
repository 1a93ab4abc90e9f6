package io.kobox.image.check;

import io.kobox.kernel.check.LeftBehind;

/** Reports what a module has not taken back when it goes. */
final class LeftBehindCheck implements CallWatcher {
  private final LeftBehind leftBehind;

  LeftBehindCheck(LeftBehind leftBehind) {
    this.leftBehind = leftBehind;
  }

  @Override
  public Interest interest(String function) {
    return Interest.NONE;
  }

  @Override
  public void called(ModuleCall call) {}

  @Override
  public void gone(WatchedModule module) {
    leftBehind.check(module.name(), module::contains);
  }
}
