package io.kobox.device.catalog;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is said of a device that is to be made, {@code key=value}; each key is asked for once. */
public final class Properties {
  private final Map<String, String> values;
  private final Set<String> left;

  public Properties(Map<String, String> values) {
    this.values = new TreeMap<>(values);
    this.left = new TreeSet<>(values.keySet());
  }

  /** The text of {@code key}; null if it was not given. */
  public @Nullable String text(String key) {
    left.remove(key);
    return values.get(key);
  }

  /**
   * A number as C writes them.
   *
   * @param otherwise if it was not given
   * @throws IllegalArgumentException if it is none
   */
  public long number(String key, long otherwise) {
    String text = text(key);
    return text == null ? otherwise : number(text);
  }

  /** A number as C writes them: 12, 0xfe000000. */
  public static long number(String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number", e);
    }
  }

  /**
   * To be asked when a device is made.
   *
   * @throws IllegalArgumentException if something was given that nobody asked for
   */
  public void checkAllUsed() {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("no such property: " + String.join(", ", left));
    }
  }
}
