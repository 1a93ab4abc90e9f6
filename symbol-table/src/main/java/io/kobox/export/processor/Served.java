package io.kobox.export.processor;

import io.kobox.export.Level;

/** One export name that a method serves: an entry of the generated declaration lists. */
sealed interface Served {
  /** The export's name. */
  String name();

  /** A function; {@code dispatch} is the statement that serves a call of it. */
  record Function(String name, boolean leaf, Level level, String note, String dispatch)
      implements Served {}

  /** A variable; {@code method} is the Java method that initialises it. */
  record Data(
      String name, String type, int count, boolean perCpu, Level level, String note, String method)
      implements Served {}
}
