package io.kobox.export;

/** How completely an export behaves as Linux's. */
public enum Level {
  /** All that modules can observe. */
  FULL,
  /** The common use; the note says what is missing. */
  PARTIAL,
  /** Present so that modules link; the note says what it does. Never a silent success. */
  STUB
}
