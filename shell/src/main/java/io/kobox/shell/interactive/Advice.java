package io.kobox.shell.interactive;

import java.util.List;

/** What kobox can say about the command that just failed; the kernel's side fills it. */
@FunctionalInterface
public interface Advice {
  /** The lines since the last call, without the {@code kobox: } prefix; usually none. */
  List<String> take();
}
