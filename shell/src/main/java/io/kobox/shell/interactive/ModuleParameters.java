package io.kobox.shell.interactive;

import java.util.List;

/** Knows the parameters of module files, for completion. */
@FunctionalInterface
public interface ModuleParameters {
  /** The names of the parameters of the module file at {@code path}; empty: none known. */
  List<String> of(String path);
}
