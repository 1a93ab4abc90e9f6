package io.kobox.shell.busybox;

import io.kobox.shell.command.Output;
import org.jspecify.annotations.Nullable;

/**
 * One command of a sed script. {@code target} is the index to jump to of b, t and {; {@code text}
 * what a, i, c insert, r and w name, y maps from.
 */
final class SedCommand {
  final char name;
  @Nullable SedAddress first;
  @Nullable SedAddress second;
  boolean negated;
  String text = "";
  String replacement = "";
  @Nullable PosixRegex regex;
  boolean global;
  boolean print;
  int occurrence = 1;
  int target = -1;

  /** Where the command writes lines; null: nowhere. */
  @Nullable Output output;

  boolean inRange;
  long rangeEnd;

  SedCommand(char name) {
    this.name = name;
  }
}
