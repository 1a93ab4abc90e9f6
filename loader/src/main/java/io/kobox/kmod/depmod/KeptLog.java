package io.kobox.kmod.depmod;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the messages of work that is done ahead of its turn. */
final class KeptLog implements DepmodLog {
  private final List<Consumer<DepmodLog>> messages = new ArrayList<>();
  private @Nullable String fatal;

  @Override
  public void error(String text) {
    messages.add(log -> log.error(text));
  }

  @Override
  public void warning(String text) {
    messages.add(log -> log.warning(text));
  }

  @Override
  public void info(String text) {
    messages.add(log -> log.info(text));
  }

  @Override
  public void show(String text) {
    messages.add(log -> log.show(text));
  }

  @Override
  public DepmodFailure fatal(String text) {
    fatal = text;
    return new DepmodFailure(text);
  }

  /** Says it all; throws what ended the work. */
  void say(DepmodLog log) throws DepmodFailure {
    messages.forEach(message -> message.accept(log));
    if (fatal != null) {
      throw log.fatal(fatal);
    }
  }
}
