package io.kobox.shell.lang;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A shell variable: a string, or an indexed array. */
public final class Variable {
  private @Nullable String value;
  private @Nullable TreeMap<Integer, String> elements;
  public boolean exported;
  public boolean readonly;
  public boolean integer;

  /** The value, of an array its element 0; null: unset. */
  public @Nullable String value() {
    return elements == null ? value : elements.get(0);
  }

  public void set(@Nullable String text) {
    if (elements != null && text != null) {
      elements.put(0, text);
    } else {
      value = text;
    }
  }

  /** The elements; a plain string is element 0. */
  public NavigableMap<Integer, String> elements() {
    if (elements != null) {
      return elements;
    }
    TreeMap<Integer, String> one = new TreeMap<>();
    if (value != null) {
      one.put(0, value);
    }
    return one;
  }

  public boolean isArray() {
    return elements != null;
  }

  public NavigableMap<Integer, String> makeArray() {
    TreeMap<Integer, String> array = elements;
    if (array == null) {
      array = new TreeMap<>(elements());
      elements = array;
      value = null;
    }
    return array;
  }

  Variable copy() {
    Variable copy = new Variable();
    copy.value = value;
    copy.elements = elements == null ? null : new TreeMap<>(elements);
    copy.exported = exported;
    copy.readonly = readonly;
    copy.integer = integer;
    return copy;
  }
}
