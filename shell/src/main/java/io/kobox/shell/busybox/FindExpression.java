package io.kobox.shell.busybox;

import io.kobox.shell.busybox.Find.Visit;
import io.kobox.shell.command.CommandException;
import io.kobox.syscalls.ErrnoException;

/** A part of find's expression. */
@FunctionalInterface
interface FindExpression {
  /** Whether it holds for the file; actions do their work on the way. */
  boolean test(Visit file) throws ErrnoException, CommandException;
}
