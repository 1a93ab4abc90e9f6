package io.kobox.mm;

/** Is told of caches that come and go. */
public interface SlabCaches {
  void created(KmemCache cache);

  void destroyed(KmemCache cache);
}
