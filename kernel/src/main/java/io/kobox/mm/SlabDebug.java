package io.kobox.mm;

/** Looks for wrong uses of slab objects. */
public interface SlabDebug {
  /** The object at {@code object} is in use; {@code size} bytes of it were asked for. */
  void allocated(long object, KmemCache cache, int size);

  /** The object is no longer in use; {@link KmemCache#reuse} is up to the checker. */
  void freed(long object, KmemCache cache);

  /** The object is not watched any more. */
  void forget(long object);

  /** The cache is to be destroyed: what is kept of it is looked at once more. */
  void drain(KmemCache cache);

  /** Whether {@code object} was freed and not handed out again. */
  boolean isFreed(long object);
}
