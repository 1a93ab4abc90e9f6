package io.kobox.loader;

/** Finds what a module's undefined symbols are bound to. */
public interface SymbolResolver {
  /** The address of {@code name}; {@link #UNRESOLVED} or a negative errno if there is none. */
  long resolve(String name) throws ModuleLoadException;

  /** No such symbol anywhere: fine for a weak one. */
  long UNRESOLVED = 0;

  /** The kernel's pr_warn and pr_err. */
  void log(int level, String text);
}
