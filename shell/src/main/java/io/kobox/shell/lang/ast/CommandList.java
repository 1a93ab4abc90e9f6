package io.kobox.shell.lang.ast;

import java.util.List;

/** Commands one after the other. */
public record CommandList(List<Item> items) implements Node {
  public static final CommandList EMPTY = new CommandList(List.of());

  /** One of them; {@code background}: it ends with {@code &}; {@code source}: how it was typed. */
  public record Item(Node node, boolean background, String source) {}
}
