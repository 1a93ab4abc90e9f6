package io.kobox.checkpoint;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Objects of our own classes: their fields. Those that are final need no keeping. */
final class FieldsShape implements Shape {
  private final Field[] constant;
  private final Field[] variable;

  FieldsShape(Class<?> type, Shapes shapes) {
    List<Field> finals = new ArrayList<>();
    List<Field> others = new ArrayList<>();
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        boolean skipped =
            Modifier.isStatic(field.getModifiers()) || field.isAnnotationPresent(HostSide.class);
        if (!skipped && !Modifier.isFinal(field.getModifiers())) {
          field.setAccessible(true);
          others.add(field);
        } else if (!skipped && !shapes.isConstant(field.getType())) {
          field.setAccessible(true);
          finals.add(field);
        }
      }
    }
    constant = finals.toArray(Field[]::new);
    variable = others.toArray(Field[]::new);
  }

  @Override
  public boolean isMutable() {
    return variable.length > 0;
  }

  @Override
  public void follow(Object object, Consumer<@Nullable Object> found) {
    for (Field field : constant) {
      found.accept(get(field, object));
    }
  }

  @Override
  public Object save(Object object, Consumer<@Nullable Object> found) {
    @Nullable Object[] values = new Object[variable.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(variable[i], object);
      if (!variable[i].getType().isPrimitive()) {
        found.accept(values[i]);
      }
    }
    return values;
  }

  @Override
  public void restore(Object object, Object saved) {
    @Nullable Object[] values = (@Nullable Object[]) saved;
    for (int i = 0; i < values.length; i++) {
      if (isOther(variable[i], get(variable[i], object), values[i])) {
        set(variable[i], object, values[i]);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // another object is another one, however equal
  private static boolean isOther(Field field, @Nullable Object now, @Nullable Object then) {
    return field.getType().isPrimitive() ? !Objects.equals(now, then) : now != then;
  }

  private static @Nullable Object get(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Field field, Object object, @Nullable Object value) {
    try {
      field.set(object, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
