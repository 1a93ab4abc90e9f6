package io.kobox.fs.pipe;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileOperations;
import io.kobox.fs.Mount;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Path;
import io.kobox.fs.SuperBlock;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;

/** The file system of the pipes without a name (fs/pipe.c: pipefs). */
public final class PipeFs {
  private static final int PERMISSIONS = 0600;
  private static final int TERMINAL_PERMISSIONS = 0620;
  private static final int PTS_MAJOR = 136;

  private final SuperBlock superBlock;
  private final Mount mount;
  private final WaitQueue.Factory waitQueues;
  private final Runnable sigpipe;

  /**
   * @param sigpipe sends SIGPIPE to the task that runs
   */
  public PipeFs(SuperBlock superBlock, WaitQueue.Factory waitQueues, Runnable sigpipe) {
    this.superBlock = superBlock;
    this.waitQueues = waitQueues;
    this.sigpipe = sigpipe;
    Dentry root = Dentry.root(new StreamInode(superBlock, FileMode.S_IFDIR, null));
    this.mount = new Mount("pipefs", root, null, false);
  }

  /** What opens of a FIFO share; the buffer is empty while nobody has it open. */
  public FileOperations newOperations() {
    return new PipeOperations(newPipe());
  }

  private Pipe newPipe() {
    return new Pipe(waitQueues.create(), sigpipe);
  }

  /** The open files of a new pipe: read end, write end. */
  public OpenFile[] openPipe(int flags) {
    Pipe pipe = newPipe();
    PipeOperations operations = new PipeOperations(pipe);
    StreamInode inode = new StreamInode(superBlock, FileMode.S_IFIFO | PERMISSIONS, operations);
    Path path = pathOf(inode, "pipe:[" + inode.number() + "]");
    return new OpenFile[] {
      end(path, operations, flags | OpenFlags.O_RDONLY),
      end(path, operations, flags | OpenFlags.O_WRONLY)
    };
  }

  private static OpenFile end(Path path, PipeOperations operations, int flags) {
    OpenFile file = new OpenFile(path, operations, flags);
    operations.attach(file);
    file.markOpened();
    return file;
  }

  /** The place of an object that has no name in the tree; {@code name} is what readlink shows. */
  private Path pathOf(StreamInode inode, String name) {
    return new Path(mount, new Dentry(null, name, inode));
  }

  /** An open file on a stream of the host, as one of the three that a process starts with. */
  public OpenFile openStream(FileOperations operations, int flags, boolean terminal)
      throws ErrnoException {
    int type = terminal ? FileMode.S_IFCHR | TERMINAL_PERMISSIONS : FileMode.S_IFIFO | PERMISSIONS;
    StreamInode inode = new StreamInode(superBlock, type, operations);
    inode.setRdev(terminal ? Stat.makedev(PTS_MAJOR, 0) : 0);
    String name = terminal ? "/dev/pts/0" : "pipe:[" + inode.number() + "]";
    OpenFile file = new OpenFile(pathOf(inode, name), operations, flags);
    file.open();
    return file;
  }
}
