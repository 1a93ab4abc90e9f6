package io.kobox.syscalls;

/** Memory of a process in the lower half of the address space. */
public interface UserMemory {
  /** Allocates zeroed memory (anonymous mmap); {@code size} in bytes. */
  long allocate(int size) throws ErrnoException;

  void free(long address) throws ErrnoException;

  void copyOut(long address, byte[] target, int offset, int length) throws ErrnoException;

  void copyIn(long address, byte[] source, int offset, int length) throws ErrnoException;
}
