package io.kobox.fs.devtmpfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.fs.Inode;
import io.kobox.fs.chrdev.MemDevices;
import io.kobox.fs.chrdev.TtyDevices;
import io.kobox.fs.ramfs.RamDirectory;
import io.kobox.fs.ramfs.RamSuperBlock;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import java.util.HashSet;
import java.util.Set;

/** The one instance of /dev, and the nodes that drivers make in it (drivers/base/devtmpfs.c). */
public final class Devtmpfs implements FileSystemType {
  private static final int DIRECTORY = 0755;
  private static final int EVERYBODY = 0666;
  private static final int OWNER = 0600;

  private final Dentry root;

  /** The nodes made here: others, made by programs, are left alone when a device goes. */
  private final Set<Inode> own = new HashSet<>();

  public Devtmpfs(RamSuperBlock superBlock) {
    root = Dentry.root(new RamDirectory(superBlock, DIRECTORY));
  }

  @Override
  public String name() {
    return "devtmpfs";
  }

  @Override
  public Dentry mount(String source, String data) {
    return root;
  }

  /** The nodes of the mem and tty drivers that every machine has, in their order. */
  public void createStandardNodes() throws ErrnoException {
    createNode("null", EVERYBODY, Stat.makedev(MemDevices.MAJOR, 3));
    createNode("zero", EVERYBODY, Stat.makedev(MemDevices.MAJOR, 5));
    createNode("full", EVERYBODY, Stat.makedev(MemDevices.MAJOR, 7));
    createNode("random", EVERYBODY, Stat.makedev(MemDevices.MAJOR, 8));
    createNode("urandom", EVERYBODY, Stat.makedev(MemDevices.MAJOR, 9));
    createNode("kmsg", 0644, Stat.makedev(MemDevices.MAJOR, 11));
    createNode("tty", EVERYBODY, Stat.makedev(TtyDevices.MAJOR, 0));
    createNode("console", OWNER, Stat.makedev(TtyDevices.MAJOR, 1));
  }

  /**
   * devtmpfs_create_node: a character device node; {@code name} may have directories before it,
   * {@code permissions} 0 is rw-------. EEXIST when a program made that name.
   */
  public void createNode(String name, int permissions, long dev) throws ErrnoException {
    Dentry directory = root;
    int from = 0;
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', from)) {
      directory = makeDirectory(directory, name.substring(from, slash));
      from = slash + 1;
    }
    int mode = FileMode.S_IFCHR | (permissions == 0 ? OWNER : permissions);
    String last = name.substring(from);
    Inode inode = directory.inode();
    if (inode.lookup(directory, last) != null) {
      throw new ErrnoException(Errno.EEXIST);
    }
    inode.mknod(directory, last, mode, dev);
    Dentry made = inode.lookup(directory, last);
    if (made != null) {
      own.add(made.inode());
    }
  }

  private Dentry makeDirectory(Dentry parent, String name) throws ErrnoException {
    Dentry found = parent.inode().lookup(parent, name);
    if (found == null) {
      parent.inode().mkdir(parent, name, DIRECTORY);
      found = parent.inode().lookup(parent, name);
      if (found != null) {
        own.add(found.inode());
      }
    }
    if (found == null || !found.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return found;
  }

  /** devtmpfs_delete_node, and the directories that become empty. */
  public void deleteNode(String name) throws ErrnoException {
    delete(root, name);
  }

  private void delete(Dentry directory, String name) throws ErrnoException {
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    Dentry found = directory.inode().lookup(directory, first);
    if (found == null) {
      return;
    }
    if (slash >= 0) {
      delete(found, name.substring(slash + 1));
      removeEmpty(directory, found);
    } else if (own.remove(found.inode())) {
      directory.inode().unlink(directory, found);
    }
  }

  private void removeEmpty(Dentry parent, Dentry directory) throws ErrnoException {
    boolean ours = own.contains(directory.inode());
    if (ours && directory.inode().children(directory).isEmpty()) {
      own.remove(directory.inode());
      parent.inode().rmdir(parent, directory);
    }
  }
}
