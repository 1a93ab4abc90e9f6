package io.kobox.fs.hostfs;

import io.kobox.fs.ramfs.LowerDirectory;
import io.kobox.fs.ramfs.RamDirectory;
import io.kobox.fs.ramfs.RamFile;
import io.kobox.fs.ramfs.RamInode;
import io.kobox.fs.ramfs.RamSpecial;
import io.kobox.fs.ramfs.RamSuperBlock;
import io.kobox.fs.ramfs.RamSymlink;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A directory of the host as a lower layer. Host and machine have the same names in it. */
public final class HostDirectory implements LowerDirectory {
  /** Keeps the host's inode numbers apart from the machine's own. */
  private static final long NUMBER_BASE = 1L << 40;

  private static final String ATTRIBUTES =
      "unix:mode,uid,gid,nlink,ino,lastAccessTime,lastModifiedTime,ctime";

  private static final String IDENTITY = "unix:mode,ino";

  private final Path path;
  private final boolean listed;
  private final HiddenNames hidden;

  /** All of a host directory. */
  public HostDirectory(Path path) {
    this(path, HiddenNames.NONE, true);
  }

  /**
   * @param hidden what of it the machine does not see
   * @param listed whether its names show in listings
   */
  HostDirectory(Path path, HiddenNames hidden, boolean listed) {
    this.path = path.toAbsolutePath().normalize();
    this.hidden = hidden;
    this.listed = listed;
  }

  @Override
  public boolean isListed() {
    return listed;
  }

  @Override
  public @Nullable RamInode find(RamSuperBlock superBlock, String name) {
    Path child = hidden.hides(name) ? null : HostNames.child(path, name);
    if (child == null) {
      return null;
    }
    try {
      Map<String, Object> read = Files.readAttributes(child, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      return inode(superBlock, child, name, read);
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return null;
    }
  }

  private RamInode inode(
      RamSuperBlock superBlock, Path child, String name, Map<String, Object> read)
      throws IOException {
    RamInode.Attributes attributes = attributes(read);
    long number = NUMBER_BASE + number(read, "ino");
    return switch (attributes.mode() & FileMode.S_IFMT) {
      case FileMode.S_IFDIR -> {
        HostDirectory below = new HostDirectory(child, hidden.below(name), true);
        yield new RamDirectory(superBlock, number, attributes, below);
      }
      case FileMode.S_IFREG -> new RamFile(superBlock, number, attributes, new HostFile(child));
      case FileMode.S_IFLNK -> new RamSymlink(superBlock, number, attributes, target(child));
      default -> new RamSpecial(superBlock, number, attributes);
    };
  }

  private static String target(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    String bytes = HostNames.bytes(target.isAbsolute() ? target : Path.of("/").resolve(target));
    return target.isAbsolute() ? bytes : bytes.substring(1);
  }

  private static RamInode.Attributes attributes(Map<String, Object> read) {
    return new RamInode.Attributes(
        (int) number(read, "mode"),
        (int) number(read, "uid"),
        (int) number(read, "gid"),
        (int) number(read, "nlink"),
        time(read, "lastAccessTime"),
        time(read, "lastModifiedTime"),
        time(read, "ctime"));
  }

  private static long number(Map<String, Object> read, String name) {
    return read.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static long time(Map<String, Object> read, String name) {
    return read.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
  }

  @Override
  public List<DirectoryEntry> entries() throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
      for (Path child : stream) {
        String name = HostNames.lastName(child);
        if (!hidden.hides(name)) {
          addEntry(entries, child, name);
        }
      }
    } catch (AccessDeniedException e) {
      throw new ErrnoException(Errno.EACCES);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new ErrnoException(Errno.EIO);
    }
    entries.sort(Comparator.comparing(DirectoryEntry::name));
    return entries;
  }

  /** Nothing if the child went away meanwhile. */
  private static void addEntry(List<DirectoryEntry> entries, Path child, String name) {
    try {
      Map<String, Object> read = Files.readAttributes(child, IDENTITY, LinkOption.NOFOLLOW_LINKS);
      int type = (int) number(read, "mode") & FileMode.S_IFMT;
      entries.add(new DirectoryEntry(NUMBER_BASE + number(read, "ino"), type, name));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return;
    }
  }
}
