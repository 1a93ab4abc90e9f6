package io.kobox.checkpoint;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows how the objects of each class are kept. To be made once, as it learns. */
public final class Shapes {
  /** Our own classes, whose fields are looked at; those of others are known by what they do. */
  private static final String OWN = "io.kobox.";

  private static final List<String> UNMODIFIABLE =
      List.of(
          "java.util.ImmutableCollections",
          "java.util.Collections$Empty",
          "java.util.Collections$Singleton",
          "java.util.Collections$Unmodifiable",
          "java.util.KeyValueHolder");

  private final List<String> constant;

  private final ClassValue<Shape> shapes =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return make(type);
        }
      };

  /**
   * @param constant the packages whose objects never change as far as a machine can see
   */
  public Shapes(List<String> constant) {
    this.constant = List.copyOf(constant);
  }

  Shape of(Class<?> type) {
    return shapes.get(type);
  }

  /** Whether nothing can change in objects of the class, nor in what they refer to. */
  @SuppressWarnings("ReferenceEquality") // there is one of it
  boolean isLeaf(Class<?> type) {
    return of(type) == Shape.LEAF;
  }

  /** Whether a field of this type that never changes leads to nothing that does. */
  boolean isConstant(Class<?> type) {
    return type.isPrimitive()
        || type == String.class
        || type.isEnum()
        || (java.lang.reflect.Modifier.isFinal(type.getModifiers())
            && !type.isArray()
            && !type.getName().startsWith(OWN)
            && isLeaf(type));
  }

  private Shape make(Class<?> type) {
    if (isHostSide(type) || constant.contains(type.getPackageName())) {
      return Shape.LEAF;
    }
    if (type.isArray()) {
      return type.getComponentType().isPrimitive() ? new Numbers() : new References();
    }
    if (Map.class.isAssignableFrom(type) && !isHostType(type)) {
      return new Containers.Entries(isUnmodifiable(type));
    }
    if (Collection.class.isAssignableFrom(type) && !isHostType(type)) {
      return new Containers.Elements(isUnmodifiable(type));
    }
    Shape value = value(type);
    if (value != null) {
      return value;
    }
    boolean own = type.getName().startsWith(OWN);
    boolean error = Throwable.class.isAssignableFrom(type);
    return own && !error && !Enum.class.isAssignableFrom(type)
        ? new FieldsShape(type, this)
        : Shape.LEAF;
  }

  /** Threads' and streams' affairs are the host's. */
  private static boolean isHostType(Class<?> type) {
    return type.getName().startsWith("java.util.concurrent.")
        && type != ConcurrentHashMap.class
        && type != CopyOnWriteArrayList.class;
  }

  private static boolean isHostSide(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.isAnnotationPresent(HostSide.class)
          || Arrays.stream(each.getInterfaces()).anyMatch(Shapes::isHostSide)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnmodifiable(Class<?> type) {
    return UNMODIFIABLE.stream().anyMatch(type.getName()::startsWith);
  }

  private static @Nullable Shape value(Class<?> type) {
    if (type == BitSet.class) {
      return new Value<>(
          BitSet.class,
          BitSet::clone,
          (set, saved) -> {
            set.clear();
            set.or((BitSet) saved);
          });
    }
    if (type == StringBuilder.class) {
      return new Value<>(
          StringBuilder.class,
          StringBuilder::toString,
          (text, saved) -> text.replace(0, text.length(), (String) saved));
    }
    if (type == ByteArrayOutputStream.class) {
      return new Value<>(
          ByteArrayOutputStream.class,
          ByteArrayOutputStream::toByteArray,
          (stream, saved) -> {
            stream.reset();
            stream.writeBytes((byte[]) saved);
          });
    }
    if (type == AtomicLong.class) {
      return new Value<>(AtomicLong.class, AtomicLong::get, (a, saved) -> a.set((Long) saved));
    }
    if (type == AtomicInteger.class) {
      return new Value<>(
          AtomicInteger.class, AtomicInteger::get, (a, saved) -> a.set((Integer) saved));
    }
    if (type == AtomicBoolean.class) {
      return new Value<>(
          AtomicBoolean.class, AtomicBoolean::get, (a, saved) -> a.set((Boolean) saved));
    }
    if (type == AtomicReference.class) {
      return new Holder();
    }
    if (type == Optional.class) {
      return new Constant(object -> ((Optional<?>) object).orElse(null));
    }
    return Map.Entry.class.isAssignableFrom(type) ? new Pair() : unknown(type);
  }

  /** What would be needed, and cannot be kept. */
  private static @Nullable Shape unknown(Class<?> type) {
    if (type == java.util.Random.class || type == java.util.Scanner.class) {
      throw new IllegalStateException("no checkpoint can hold a " + type.getName());
    }
    return null;
  }

  /** One value, which is no reference to anything that could change. */
  private record Value<T>(Class<T> type, Function<T, Object> get, BiConsumer<T, Object> set)
      implements Shape {
    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      return get.apply(type.cast(object));
    }

    @Override
    public void restore(Object object, Object saved) {
      set.accept(type.cast(object), saved);
    }
  }

  /** A reference that never changes. */
  private record Constant(Function<Object, @Nullable Object> get) implements Shape {
    @Override
    public boolean isMutable() {
      return false;
    }

    @Override
    public void follow(Object object, Consumer<@Nullable Object> found) {
      found.accept(get.apply(object));
    }
  }

  /** An entry that stands for itself. */
  private static final class Pair implements Shape {
    @Override
    public boolean isMutable() {
      return false;
    }

    @Override
    public void follow(Object object, Consumer<@Nullable Object> found) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) object;
      if (entry instanceof AbstractMap.SimpleEntry) {
        throw new IllegalStateException("no checkpoint can hold an entry that changes");
      }
      found.accept(entry.getKey());
      found.accept(entry.getValue());
    }
  }

  /** A reference that changes. */
  private static final class Holder implements Shape {
    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      Object value = ((AtomicReference<?>) object).get();
      found.accept(value);
      return Optional.ofNullable(value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(Object object, Object saved) {
      ((AtomicReference<@Nullable Object>) object).set(((Optional<?>) saved).orElse(null));
    }
  }

  /** Arrays of numbers. */
  private static final class Numbers implements Shape {
    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      int length = Array.getLength(object);
      Object copy = Array.newInstance(object.getClass().getComponentType(), length);
      System.arraycopy(object, 0, copy, 0, length);
      return copy;
    }

    @Override
    public void restore(Object object, Object saved) {
      System.arraycopy(saved, 0, object, 0, Array.getLength(saved));
    }
  }

  /** Arrays of references. */
  private static final class References implements Shape {
    @Override
    public Object save(Object object, Consumer<@Nullable Object> found) {
      @Nullable Object[] array = (@Nullable Object[]) object;
      for (Object element : array) {
        found.accept(element);
      }
      return array.clone();
    }

    @Override
    public void restore(Object object, Object saved) {
      System.arraycopy(saved, 0, object, 0, Array.getLength(saved));
    }
  }
}
