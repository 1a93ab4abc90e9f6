package io.kobox.kmod.depmod;

/** depmod gives up with exit status 1; it has said why already. */
public final class DepmodFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public DepmodFailure(String text) {
    super(text, null, false, false);
  }
}
