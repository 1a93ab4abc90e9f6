package io.kobox.kernel.module;

/** Is told of modules, as a debugger must be. */
public interface ModuleWatcher {
  /** Nobody wants to know. */
  ModuleWatcher NONE =
      new ModuleWatcher() {
        @Override
        public void coming(Module module, byte[] file) {
          // nobody is told
        }

        @Override
        public void gone(Module module) {
          // nobody is told
        }
      };

  /** The module is relocated, and none of its code has run (MODULE_STATE_COMING). */
  void coming(Module module, byte[] file);

  /** The module is about to lose its memory. */
  void gone(Module module);
}
