package io.kobox.mm;

/** Told of every piece of memory that is handed out to guest code and taken back. */
public interface Allocations {
  /** {@code size} bytes at {@code address} are in use from now on. */
  void allocated(long address, long size);

  /** What was allocated at {@code address} is free again. */
  void freed(long address);

  /** Nobody listens. */
  Allocations NONE =
      new Allocations() {
        @Override
        public void allocated(long address, long size) {}

        @Override
        public void freed(long address) {}
      };
}
