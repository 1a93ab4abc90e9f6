package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Stat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine of files in memory and processes that run one after the other: for tests of commands.
 */
public final class MemoryMachine {
  /** A file. */
  static final class Node {
    final long ino;
    int mode;
    long nlink = 1;
    int uid;
    int gid;
    long rdev;
    byte[] data = new byte[0];
    int size;
    String target = "";
    final TreeMap<String, Node> entries = new TreeMap<>();
    Node parent = this;
    long atime;
    long mtime;
    long ctime;

    Node(long ino, int mode) {
      this.ino = ino;
      this.mode = mode;
    }

    boolean isDirectory() {
      return FileMode.isDirectory(mode);
    }

    byte[] content() {
      return Arrays.copyOf(data, size);
    }

    Stat stat() {
      long length =
          FileMode.isDirectory(mode)
              ? 4096
              : FileMode.isSymbolicLink(mode) ? target.length() : size;
      long blocks =
          FileMode.isSymbolicLink(mode) || FileMode.isCharacterDevice(mode)
              ? 0
              : (length + 4095) / 4096 * 8;
      long links =
          isDirectory() ? 2 + entries.values().stream().filter(Node::isDirectory).count() : nlink;
      return new Stat(
          1, ino, mode, links, uid, gid, rdev, length, 4096, blocks, atime, mtime, ctime);
    }
  }

  /** What a command left. */
  public record Result(String out, String err, int status) {}

  final Node root = new Node(2, FileMode.S_IFDIR | 0755);
  final List<MemoryProcess> processes = new ArrayList<>();

  /** The records that readers of /dev/kmsg see. */
  public final List<String> log = new ArrayList<>();

  /** The system calls of interest that were made: mount, umount2, kill. */
  public final List<String> events = new ArrayList<>();

  public long clock = 1_790_000_000_000_000_000L;
  private long nextIno = 3;

  public MemoryMachine() {
    mknod("/dev/null", 1, 3);
    mknod("/dev/zero", 1, 5);
    mknod("/dev/full", 1, 7);
    mknod("/dev/kmsg", 1, 11);
  }

  Node create(int mode) {
    Node node = new Node(nextIno++, mode);
    node.atime = clock;
    node.mtime = clock;
    node.ctime = clock;
    return node;
  }

  public void mkdirs(String path) {
    Node at = root;
    for (String name : path.split("/", 0)) {
      if (name.isEmpty()) {
        continue;
      }
      Node parent = at;
      at = at.entries.computeIfAbsent(name, n -> create(FileMode.S_IFDIR | 0755));
      if (at.parent == at) {
        at.parent = parent;
      }
    }
  }

  private Node at(String path) {
    Node at = root;
    for (String name : path.split("/", 0)) {
      at = name.isEmpty() ? at : Objects.requireNonNull(at.entries.get(name));
    }
    return at;
  }

  private Node add(String path, int mode) {
    mkdirs(PathNames.parent(path));
    Node node = create(mode);
    Node parent = at(PathNames.parent(path));
    node.parent = parent;
    parent.entries.put(PathNames.last(path), node);
    return node;
  }

  public void mknod(String path, int major, int minor) {
    add(path, FileMode.S_IFCHR | 0666).rdev = Stat.makedev(major, minor);
  }

  public void file(String path, byte[] content, int mode, long mtime) {
    Node node = add(path, FileMode.S_IFREG | mode);
    node.data = content;
    node.size = content.length;
    node.mtime = mtime;
  }

  public void file(String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    file(path, bytes, 0644, clock);
  }

  public void symlink(String path, String target) {
    add(path, FileMode.S_IFLNK | 0777).target = target;
  }

  public void setTimes(String path, int mode, long mtime) {
    Node at = at(path);
    at.mode = (at.mode & FileMode.S_IFMT) | mode;
    at.mtime = mtime;
  }

  /** Every file below {@code path} and its text, for comparing trees. */
  public Map<String, String> tree(String path) {
    Node at = at(path);
    Map<String, String> tree = new TreeMap<>();
    walk(at, "", tree);
    return tree;
  }

  private static void walk(Node node, String path, Map<String, String> tree) {
    String mode = Integer.toOctalString(node.mode);
    String text =
        FileMode.isSymbolicLink(node.mode)
            ? node.target
            : new String(node.content(), StandardCharsets.ISO_8859_1);
    tree.put(path, FileMode.isSymbolicLink(node.mode) ? "-> " + text : mode + " " + text);
    node.entries.forEach((name, child) -> walk(child, path + "/" + name, tree));
  }

  /** Runs {@code argv} in {@code directory}; the program is found by {@code lookup}. */
  public Result run(
      java.util.function.Function<String, @Nullable Command> lookup,
      String directory,
      String input,
      List<String> argv)
      throws ErrnoException {
    MemoryProcess process = new MemoryProcess(this, null);
    process.chdir(directory);
    Node in = create(FileMode.S_IFIFO | 0600);
    in.data = input.getBytes(StandardCharsets.ISO_8859_1);
    in.size = in.data.length;
    Node out = create(FileMode.S_IFIFO | 0600);
    Node err = create(FileMode.S_IFIFO | 0600);
    process.standardStreams(in, out, err);
    Program program = runner(lookup).find(argv, Map.of());
    int status = program == null ? 127 : process.start(argv.getFirst(), program);
    return new Result(
        new String(out.content(), StandardCharsets.ISO_8859_1),
        new String(err.content(), StandardCharsets.ISO_8859_1),
        status);
  }

  private static CommandRunner runner(
      java.util.function.Function<String, @Nullable Command> lookup) {
    return new CommandRunner() {
      @Override
      public @Nullable Program find(List<String> argv, Map<String, String> environment) {
        Command command = lookup.apply(PathNames.last(argv.getFirst()));
        return command == null
            ? null
            : calls -> command.run(new Session(calls, argv, environment, this));
      }
    };
  }
}
