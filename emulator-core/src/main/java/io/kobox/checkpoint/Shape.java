package io.kobox.checkpoint;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How objects of a class are kept. */
interface Shape {
  /** Nothing can change in the object, nor in what it refers to. */
  Shape LEAF =
      new Shape() {
        @Override
        public boolean isMutable() {
          return false;
        }
      };

  /** Whether {@link #save} is needed. */
  default boolean isMutable() {
    return true;
  }

  /** Whether its contents are put where they belong by what they hold: they must be right first. */
  default boolean isContainer() {
    return false;
  }

  /** Tells {@code found} what the object refers to for ever. */
  default void follow(Object object, Consumer<@Nullable Object> found) {}

  /** The object's state; {@code found} is told what it refers to now. */
  default Object save(Object object, Consumer<@Nullable Object> found) {
    throw new UnsupportedOperationException();
  }

  /** Makes the object's state what {@link #save} returned. */
  default void restore(Object object, Object saved) {
    throw new UnsupportedOperationException();
  }
}
