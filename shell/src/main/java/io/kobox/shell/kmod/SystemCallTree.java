package io.kobox.shell.kmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** A process's file tree as libkmod uses it. */
final class SystemCallTree implements ModuleTree {
  private static final long NANOSECONDS = 1_000_000_000L;

  private final SystemCalls calls;

  SystemCallTree(SystemCalls calls) {
    this.calls = calls;
  }

  static KmodException failure(ErrnoException e) {
    return new KmodException(e.number(), String.valueOf(e.getMessage()));
  }

  @Override
  public Status stat(String path) throws KmodException {
    try {
      Stat stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, 0);
      return new Status(stat.mode(), stat.size(), Math.floorDiv(stat.mtime(), NANOSECONDS));
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  @Override
  public SystemCallFile open(String path) throws KmodException {
    return open(calls, OpenFlags.AT_FDCWD, path);
  }

  private static SystemCallFile open(SystemCalls calls, int at, String path) throws KmodException {
    try {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC;
      return new SystemCallFile(calls, calls.openat(at, path, flags, 0));
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  @Override
  public Directory directory(String path) throws KmodException {
    return OpenDirectory.open(calls, OpenFlags.AT_FDCWD, path);
  }

  private record OpenDirectory(SystemCalls calls, int fd) implements Directory {
    static OpenDirectory open(SystemCalls calls, int at, String path) throws KmodException {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
      try {
        return new OpenDirectory(calls, calls.openat(at, path, flags, 0));
      } catch (ErrnoException e) {
        throw failure(e);
      }
    }

    @Override
    public List<Entry> list() throws KmodException {
      List<Entry> entries = new ArrayList<>();
      try {
        List<DirectoryEntry> part = calls.getdents64(fd);
        while (!part.isEmpty()) {
          for (DirectoryEntry entry : part) {
            if (!entry.name().equals(".") && !entry.name().equals("..")) {
              entries.add(new Entry(entry.name(), entry.type()));
            }
          }
          part = calls.getdents64(fd);
        }
      } catch (ErrnoException e) {
        throw failure(e);
      }
      return entries;
    }

    @Override
    public SystemCallFile open(String name) throws KmodException {
      return SystemCallTree.open(calls, fd, name);
    }

    @Override
    public Directory directory(String name) throws KmodException {
      return open(calls, fd, name);
    }

    @Override
    public void close() {
      try {
        calls.close(fd);
      } catch (ErrnoException e) {
        throw new IllegalStateException("a descriptor of our own", e);
      }
    }
  }

  @Override
  public void create(String path, byte[] content) throws KmodException {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC;
    try {
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, flags, 0644);
      try {
        int done = 0;
        while (done < content.length) {
          done += calls.write(fd, content, done, content.length - done);
        }
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  @Override
  public void rename(String from, String to) throws KmodException {
    try {
      calls.renameat(OpenFlags.AT_FDCWD, from, OpenFlags.AT_FDCWD, to);
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  @Override
  public String currentDirectory() throws KmodException {
    try {
      return calls.getcwd();
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }
}
