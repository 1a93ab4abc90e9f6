package io.kobox.mm;

/**
 * Where a file is to be mapped.
 *
 * @param start the first address, of a page
 * @param length in bytes, whole pages
 * @param pageOffset which page of the file comes first
 * @param write whether the process may write there
 * @param shared whether what it writes is the file's
 */
public record MappedRange(long start, long length, long pageOffset, boolean write, boolean shared) {
  /** The address behind the last one. */
  public long end() {
    return start + length;
  }
}
