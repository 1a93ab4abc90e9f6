package io.kobox.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All objects that can be reached from some, as far as they can change. What was found once is not
 * looked for again: the second image of a machine costs what has come since the first. When much
 * has come, what is gone is forgotten.
 */
public final class ObjectGraph {
  private final Shapes kinds;
  private final List<Object> roots = new ArrayList<>();
  private final IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();
  private final List<Object> objects = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final ArrayDeque<Object> found = new ArrayDeque<>();

  /** How many objects there were when all were looked for. */
  private int atFirst;

  public ObjectGraph(Shapes kinds) {
    this.kinds = kinds;
  }

  /** Begins with one object more. */
  public void add(Object root) {
    if (!known.containsKey(root)) {
      roots.add(root);
    }
    found(root);
    examine();
  }

  /**
   * What all the objects hold now.
   *
   * @throws IllegalStateException if there is one that cannot be kept
   */
  public ObjectImage image() {
    if (atFirst > 0 && objects.size() > 2 * atFirst) {
      beginAnew();
    }
    List<Object> saved = new ArrayList<>(objects.size());
    for (int i = 0; i < objects.size(); i++) { // grows as more are found
      saved.add(shapes.get(i).save(objects.get(i), this::found));
      examine();
    }
    if (atFirst == 0) {
      atFirst = objects.size();
    }
    return new ObjectImage(objects.toArray(), shapes.toArray(Shape[]::new), saved.toArray());
  }

  private void beginAnew() {
    known.clear();
    objects.clear();
    shapes.clear();
    roots.forEach(this::found);
    examine();
    atFirst = 0;
  }

  private void found(@Nullable Object object) {
    if (object != null && !kinds.isLeaf(object.getClass()) && known.put(object, true) == null) {
      found.add(object);
    }
  }

  private void examine() {
    for (Object object = found.poll(); object != null; object = found.poll()) {
      Shape shape = kinds.of(object.getClass());
      shape.follow(object, this::found);
      if (shape.isMutable()) {
        objects.add(object);
        shapes.add(shape);
      }
    }
  }
}
