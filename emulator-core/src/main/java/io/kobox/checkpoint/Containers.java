package io.kobox.checkpoint;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How collections and maps are kept: by their elements, in the order of their iterators. */
@SuppressWarnings("ReferenceEquality") // another object is another one, however equal
final class Containers {
  private Containers() {}

  /** Collections, with the order that their iterator has. */
  record Elements(boolean unmodifiable) implements Shape {
    @Override
    public boolean isMutable() {
      return !unmodifiable;
    }

    @Override
    public boolean isContainer() {
      return true;
    }

    @Override
    public void follow(Object object, Consumer<@Nullable Object> found) {
      if (unmodifiable) {
        ((Collection<?>) object).forEach(found);
      }
    }

    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      @Nullable Object[] elements = ((Collection<?>) object).toArray();
      for (Object element : elements) {
        found.accept(element);
      }
      return elements;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(Object object, Object saved) {
      Collection<@Nullable Object> collection = (Collection<@Nullable Object>) object;
      @Nullable Object[] elements = (@Nullable Object[]) saved;
      if (!holds(collection, elements)) {
        collection.clear();
        collection.addAll(Arrays.asList(elements));
      }
    }

    private static boolean holds(Collection<@Nullable Object> collection, @Nullable Object[] then) {
      if (collection.size() != then.length) {
        return false;
      }
      int i = 0;
      for (Object element : collection) {
        if (element != then[i++]) {
          return false;
        }
      }
      return true;
    }
  }

  /** Maps. */
  record Entries(boolean unmodifiable) implements Shape {
    @Override
    public boolean isMutable() {
      return !unmodifiable;
    }

    @Override
    public boolean isContainer() {
      return true;
    }

    @Override
    public void follow(Object object, Consumer<@Nullable Object> found) {
      if (unmodifiable) {
        save(object, found);
      }
    }

    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      Map<?, ?> map = (Map<?, ?>) object;
      @Nullable Object[] entries = new Object[2 * map.size()];
      int i = 0;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries[i++] = entry.getKey();
        entries[i++] = entry.getValue();
        found.accept(entry.getKey());
        found.accept(entry.getValue());
      }
      return entries;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(Object object, Object saved) {
      Map<@Nullable Object, @Nullable Object> map =
          (Map<@Nullable Object, @Nullable Object>) object;
      @Nullable Object[] entries = (@Nullable Object[]) saved;
      if (!holds(map, entries)) {
        map.clear();
        for (int i = 0; i < entries.length; i += 2) {
          map.put(entries[i], entries[i + 1]);
        }
      }
    }

    private static boolean holds(
        Map<@Nullable Object, @Nullable Object> map, @Nullable Object[] entries) {
      if (2 * map.size() != entries.length) {
        return false;
      }
      int i = 0;
      for (Map.Entry<@Nullable Object, @Nullable Object> entry : map.entrySet()) {
        if (entry.getKey() != entries[i++] || entry.getValue() != entries[i++]) {
          return false;
        }
      }
      return true;
    }
  }
}
