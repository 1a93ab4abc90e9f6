package io.kobox.shell.lang;

import org.jspecify.annotations.Nullable;

/**
 * Where a shell is: the file and line, and how deep. A function call, a sourced file and eval have
 * a frame of their own, so that leaving them leads back to where the one around them was.
 */
final class Frame {
  /** The file that commands now come from ({@code BASH_SOURCE}); null: {@code $0} stands for it. */
  @Nullable String source;

  int line = 1;

  /** How many loops {@code break} and {@code continue} can leave. */
  int loops;

  /** How many command substitutions this is in. */
  int substitutions;

  /** How many functions, sourced files and evals this is in. */
  private final int depth;

  /** How many of those are sourced files, which {@code return} leaves. */
  private final int sourced;

  /** Where a shell starts. */
  Frame() {
    this.depth = 0;
    this.sourced = 0;
  }

  /** What begins in {@code outer}: at the same place, but deeper. */
  private Frame(Frame outer, int deeper, int files) {
    this.source = outer.source;
    this.line = outer.line;
    this.loops = outer.loops;
    this.substitutions = outer.substitutions;
    this.depth = outer.depth + deeper;
    this.sourced = outer.sourced + files;
  }

  Frame ofSubshell() {
    return new Frame(this, 0, 0);
  }

  /** A function that {@code file} defined: no loop around the call counts there. */
  Frame ofFunction(String file) {
    Frame inner = new Frame(this, 1, 0);
    inner.source = file;
    inner.loops = 0;
    return inner;
  }

  Frame ofSourced(String file) {
    Frame inner = new Frame(this, 1, 1);
    inner.source = file;
    return inner;
  }

  Frame ofEval() {
    return new Frame(this, 1, 0);
  }

  int depth() {
    return depth;
  }

  boolean inSourcedFile() {
    return sourced > 0;
  }
}
