package io.kobox.mm;

/** Zeroed memory of one process (mm/memory.c: do_anonymous_page). */
public final class AnonymousMapping implements MemoryMapping {
  /** All of it is alike. */
  public static final AnonymousMapping INSTANCE = new AnonymousMapping();

  private AnonymousMapping() {}

  @Override
  public boolean fault(MemoryMaps maps, long address, boolean write) {
    return maps.insertOwn(address) >= 0;
  }

  @Override
  public void close() {}

  @Override
  public MemoryMapping copy(MappedRange range) {
    return this;
  }

  @Override
  public boolean isPrivate() {
    return true;
  }
}
