package io.kobox.checkpoint;

/** What the objects of an {@link ObjectGraph} held at one time. */
public final class ObjectImage {
  private final Object[] objects;
  private final Shape[] shapes;
  private final Object[] saved;

  ObjectImage(Object[] objects, Shape[] shapes, Object[] saved) {
    this.objects = objects;
    this.shapes = shapes;
    this.saved = saved;
  }

  /** How many objects it holds. */
  public int size() {
    return objects.length;
  }

  /** Has each object hold that again; what has come since is not touched. */
  public void restore() {
    restore(false);
    restore(true);
  }

  private void restore(boolean containers) {
    for (int i = 0; i < objects.length; i++) {
      if (shapes[i].isContainer() == containers) {
        shapes[i].restore(objects[i], saved[i]);
      }
    }
  }
}
