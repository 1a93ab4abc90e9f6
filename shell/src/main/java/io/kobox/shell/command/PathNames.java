package io.kobox.shell.command;

/** Path names as text. */
public final class PathNames {
  private PathNames() {}

  /** {@code directory/name}, with one slash between. */
  public static String join(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  /** The last component, without slashes at the end; of "/" it is "/". */
  public static String last(String path) {
    String stripped = withoutTrailingSlashes(path);
    return stripped.equals("/") ? stripped : stripped.substring(stripped.lastIndexOf('/') + 1);
  }

  /** What dirname prints. */
  public static String parent(String path) {
    String stripped = withoutTrailingSlashes(path);
    int slash = stripped.lastIndexOf('/');
    if (stripped.equals("/") || slash < 0) {
      return slash < 0 ? "." : "/";
    }
    String parent = withoutTrailingSlashes(stripped.substring(0, slash));
    return parent.isEmpty() ? "/" : parent;
  }

  /** The path without slashes at its end; one slash stays of a path of slashes only. */
  public static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }
}
