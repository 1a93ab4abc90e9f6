package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * One walk along a path name (fs/namei.c: struct nameidata). {@link #toParent} goes to the
 * directory of the last component, {@link #lookup} to what the name stands for.
 */
final class Namei {
  /** MAXSYMLINKS. */
  private static final int MAXIMUM_LINKS = 40;

  /** What the last component is (enum LAST_NORM …). */
  enum Last {
    NORMAL,
    DOT,
    DOT_DOT,
    ROOT
  }

  private final MountNamespace namespace;
  private final Path root;
  private Path at;
  private String rest;
  private int links;
  private Last lastType = Last.ROOT;
  private String lastName = "";
  private boolean trailingSlash;
  private boolean creating;

  /** A walk along {@code name}, which is not empty, from {@code start}. */
  Namei(MountNamespace namespace, Path root, Path start, String name) {
    this.namespace = namespace;
    this.root = root;
    this.at = start;
    this.rest = name;
  }

  /** The last component is to be made if it is missing (LOOKUP_CREATE). */
  Namei creating() {
    creating = true;
    return this;
  }

  /** Where the walk stands: after {@link #toParent} the directory of the last component. */
  Path directory() {
    return at;
  }

  Last lastType() {
    return lastType;
  }

  String lastName() {
    return lastName;
  }

  /** Whether slashes follow the last component: it has to be a directory. */
  boolean trailingSlash() {
    return trailingSlash;
  }

  /** Walks all but the last component (link_path_walk). */
  void toParent() throws ErrnoException {
    if (rest.startsWith("/")) {
      at = root;
    }
    skipSlashes();
    if (rest.isEmpty()) {
      last(Last.ROOT, "", false);
      return;
    }
    while (true) {
      requireDirectory(at);
      int slash = rest.indexOf('/');
      String component = slash < 0 ? rest : rest.substring(0, slash);
      rest = slash < 0 ? "" : rest.substring(slash);
      skipSlashes();
      if (rest.isEmpty()) {
        last(typeOf(component), component, slash >= 0);
        return;
      }
      step(component);
    }
  }

  private void last(Last type, String name, boolean slash) {
    lastType = type;
    lastName = name;
    trailingSlash = slash;
  }

  private static Last typeOf(String component) {
    return switch (component) {
      case "." -> Last.DOT;
      case ".." -> Last.DOT_DOT;
      default -> Last.NORMAL;
    };
  }

  private void skipSlashes() {
    int i = 0;
    while (i < rest.length() && rest.charAt(i) == '/') {
      i++;
    }
    rest = rest.substring(i);
  }

  /** Goes into a component that is not the last (walk_component); links are followed. */
  private void step(String component) throws ErrnoException {
    switch (typeOf(component)) {
      case DOT -> {}
      case DOT_DOT -> at = up(at);
      default -> {
        Path next = child(at, component);
        if (next == null) {
          throw new ErrnoException(Errno.ENOENT);
        }
        if (next.inode().isSymbolicLink()) {
          follow(next, "/" + rest);
        } else {
          at = next;
        }
      }
    }
  }

  private Path up(Path path) {
    return path.equals(root) ? path : namespace.parent(path);
  }

  private @Nullable Path child(Path directory, String name) throws ErrnoException {
    return found(directory, directory.inode().lookup(directory.dentry(), name));
  }

  private @Nullable Path found(Path directory, @Nullable Dentry dentry) {
    return dentry == null ? null : namespace.top(new Path(directory.mount(), dentry));
  }

  /** Puts a link's target before what is left to walk (pick_link). */
  private void follow(Path link, String after) throws ErrnoException {
    links++;
    if (links > MAXIMUM_LINKS) {
      throw new ErrnoException(Errno.ELOOP);
    }
    Path magic = link.inode().magicLink();
    if (magic != null) {
      at = magic;
      rest = after.isEmpty() ? "." : "." + after;
      return;
    }
    String target = link.inode().readLink();
    if (target.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    rest = target + after;
    if (rest.startsWith("/")) {
      at = root;
      skipSlashes();
      rest = rest.isEmpty() ? "." : rest;
    }
  }

  /** After {@link #toParent}: what the last component names, itself if it is a link; or null. */
  @Nullable Path lookupLast() throws ErrnoException {
    return switch (lastType) {
      case ROOT, DOT -> at;
      case DOT_DOT -> up(at);
      case NORMAL ->
          creating
              ? found(at, at.inode().lookupForCreation(at.dentry(), lastName))
              : child(at, lastName);
    };
  }

  /**
   * After {@link #toParent}: follows links until the last component is none; null when there is no
   * file of that name, and then {@link #directory} is where it would be.
   */
  @Nullable Path followLast() throws ErrnoException {
    while (true) {
      Path found = lookupLast();
      if (found == null || !found.inode().isSymbolicLink()) {
        return found;
      }
      Path magic = magicTarget(found);
      if (magic != null) {
        return magic;
      }
      follow(found, trailingSlash ? "/" : "");
      toParent();
    }
  }

  /** A link to an object ends the walk, since the object need not be a directory. */
  private @Nullable Path magicTarget(Path link) throws ErrnoException {
    Path magic = link.inode().magicLink();
    if (magic != null) {
      links++;
      if (links > MAXIMUM_LINKS) {
        throw new ErrnoException(Errno.ELOOP);
      }
    }
    return magic;
  }

  /** Walks it all (path_lookupat); a link at the end is followed when asked or slashes follow. */
  Path lookup(boolean followLast) throws ErrnoException {
    toParent();
    Path found = followLast || trailingSlash ? followLast() : lookupLast();
    if (found == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (trailingSlash) {
      requireDirectory(found);
    }
    return found;
  }

  static void requireDirectory(Path path) throws ErrnoException {
    if (!path.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
  }
}
