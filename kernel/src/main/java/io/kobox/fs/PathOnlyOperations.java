package io.kobox.fs;

/** A file opened with O_PATH has no methods (fs/open.c: empty_fops). */
final class PathOnlyOperations implements FileOperations {
  static final PathOnlyOperations INSTANCE = new PathOnlyOperations();

  private PathOnlyOperations() {}
}
