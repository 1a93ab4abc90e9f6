package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All mounts of the machine (fs/namespace.c), in the order they were made. */
public final class MountNamespace {
  private static final int MAXIMUM = 100_000;
  private static final String BLANKS = " \t\n\\";

  private final List<Mount> mounts = new ArrayList<>();
  private final Mount root;

  public MountNamespace(String source, Dentry rootDirectory) {
    root = new Mount(source, rootDirectory, null, false);
    mounts.add(root);
  }

  public Mount root() {
    return root;
  }

  public List<Mount> mounts() {
    return List.copyOf(mounts);
  }

  /** Mounts {@code directory} over {@code target} (do_add_mount, attach_recursive_mnt). */
  public Mount mount(String source, Dentry directory, Path target, boolean readOnly)
      throws ErrnoException {
    if (mounts.size() >= MAXIMUM) {
      throw new ErrnoException(Errno.ENOSPC);
    }
    if (directory.inode().isDirectory() != target.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (target.dentry().isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (target.mount().root() == target.dentry() && target.dentry() == directory) {
      throw new ErrnoException(Errno.EBUSY);
    }
    Mount mount = new Mount(source, directory, target, readOnly);
    mounts.add(mount);
    return mount;
  }

  /** umount: {@code place} must be the root of a mount that nobody uses, unless it is lazy. */
  public void unmount(Path place, boolean lazy) throws ErrnoException {
    Mount mount = place.mount();
    if (mount.root() != place.dentry() || mount == root) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (!lazy && (mount.isBusy() || !childrenOf(mount).isEmpty())) {
      throw new ErrnoException(Errno.EBUSY);
    }
    detach(mount);
  }

  private void detach(Mount mount) {
    for (Mount child : childrenOf(mount)) {
      detach(child);
    }
    mounts.remove(mount);
    mount.detach();
  }

  private List<Mount> childrenOf(Mount parent) {
    List<Mount> children = new ArrayList<>();
    for (Mount mount : mounts) {
      Path point = mount.mountPoint();
      if (point != null && point.mount() == parent) {
        children.add(mount);
      }
    }
    return children;
  }

  /** Goes up through what is mounted over {@code path} (follow_down). */
  public Path top(Path path) {
    Path at = path;
    for (Mount over = mountedOn(at); over != null; over = mountedOn(at)) {
      at = over.rootPath();
    }
    return at;
  }

  private @Nullable Mount mountedOn(Path path) {
    for (int i = mounts.size() - 1; i > 0; i--) {
      if (path.equals(mounts.get(i).mountPoint())) {
        return mounts.get(i);
      }
    }
    return null;
  }

  /** Whether something is mounted over that dentry, in any mount (is_local_mountpoint). */
  public boolean isMountPoint(Dentry dentry) {
    for (Mount mount : mounts) {
      Path point = mount.mountPoint();
      if (point != null && point.dentry() == dentry) {
        return true;
      }
    }
    return false;
  }

  /** The directory above {@code path} (follow_dotdot); the root is above itself. */
  public Path parent(Path path) {
    Path at = path;
    while (at.dentry() == at.mount().root()) {
      Path point = at.mount().mountPoint();
      if (point == null) {
        return at;
      }
      at = point;
    }
    return top(new Path(at.mount(), at.dentry().parent()));
  }

  /** The absolute name of a place (fs/d_path.c: d_path). */
  public String name(Path path) {
    if (path.dentry().isRoot() && path.dentry() != path.mount().root()) {
      return path.dentry().name(); // a pipe or the like (d_dname)
    }
    StringBuilder name = new StringBuilder();
    Path at = path;
    while (true) {
      Path point = at.mount().mountPoint();
      if (at.dentry() != at.mount().root()) {
        name.insert(0, "/" + at.dentry().name());
        at = new Path(at.mount(), at.dentry().parent());
      } else if (point != null) {
        at = point;
      } else {
        break;
      }
    }
    String plain = name.isEmpty() ? "/" : name.toString();
    return path.dentry().isUnlinked() ? plain + " (deleted)" : plain;
  }

  /** What /proc/mounts says (fs/proc_namespace.c: show_vfsmnt). */
  public String procText() {
    StringBuilder text = new StringBuilder();
    for (Mount mount : mounts) {
      Path point = mount.mountPoint();
      text.append(mangle(mount.source())).append(' ');
      text.append(escaped(point == null ? "/" : name(point), BLANKS)).append(' ');
      text.append(mangle(mount.superBlock().typeName())).append(' ');
      text.append(mount.isReadOnly() ? "ro" : "rw");
      text.append(mount == root ? "" : ",relatime");
      text.append(mount.superBlock().mountOptions()).append(" 0 0\n");
    }
    return text.toString();
  }

  private static String mangle(String name) {
    return escaped(name, BLANKS + "#");
  }

  /** Those characters in octal (mangle_path). */
  private static String escaped(String name, String characters) {
    StringBuilder mangled = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (characters.indexOf(c) >= 0) {
        mangled.append('\\').append(c >> 6 & 7).append(c >> 3 & 7).append(c & 7);
      } else {
        mangled.append(c);
      }
    }
    return mangled.toString();
  }
}
