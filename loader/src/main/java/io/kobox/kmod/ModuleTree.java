package io.kobox.kmod;

import java.util.Arrays;
import java.util.List;

/**
 * The files libkmod and depmod work on: a machine's file tree behind system calls, or a folder of
 * the host. Paths are ISO 8859-1 bytes as chars; a relative path starts at {@link
 * #currentDirectory()}.
 */
public interface ModuleTree {
  int S_IFMT = 0170000;
  int S_IFDIR = 0040000;
  int S_IFREG = 0100000;

  /** A directory's entry; {@code type} holds the S_IFMT bits, 0 if the directory does not tell. */
  record Entry(String name, int type) {}

  /** What stat tells: {@code mode} with type bits, size in bytes, mtime in seconds since 1970. */
  record Status(int mode, long size, long mtime) {
    public boolean isDirectory() {
      return (mode & S_IFMT) == S_IFDIR;
    }

    public boolean isRegular() {
      return (mode & S_IFMT) == S_IFREG;
    }
  }

  /** A file open for reading at any place. */
  interface OpenFile extends AutoCloseable {
    /** The size when it was opened, in bytes; 0 where the file system does not tell (proc). */
    long size();

    /** Reads until {@code count} bytes are there or the file ends; returns how many. */
    int read(long position, byte[] buffer, int offset, int count) throws KmodException;

    @Override
    void close();
  }

  /** An open directory: what is in it is found without a walk to it for each. */
  interface Directory extends AutoCloseable {
    /** The entries in the directory's own order, without "." and "..". */
    List<Entry> list() throws KmodException;

    OpenFile open(String name) throws KmodException;

    /** A directory in it. */
    Directory directory(String name) throws KmodException;

    @Override
    void close();
  }

  /** What {@link Directory#list} says. */
  default List<Entry> list(String path) throws KmodException {
    try (Directory directory = directory(path)) {
      return directory.list();
    }
  }

  /** Follows symbolic links. */
  Status stat(String path) throws KmodException;

  OpenFile open(String path) throws KmodException;

  Directory directory(String path) throws KmodException;

  /** Creates a file that must not exist (O_CREAT | O_EXCL, mode 0644). */
  void create(String path, byte[] content) throws KmodException;

  void rename(String from, String to) throws KmodException;

  String currentDirectory() throws KmodException;

  /** Whether something is there. */
  default boolean exists(String path) {
    try {
      stat(path);
      return true;
    } catch (KmodException e) {
      return false;
    }
  }

  /** The whole content, however long the file claims to be; at most {@code limit} bytes. */
  default byte[] readAll(String path, int limit) throws KmodException {
    try (OpenFile file = open(path)) {
      byte[] buffer = new byte[(int) Math.min(Math.max(file.size() + 1, 4096), limit)];
      int used = 0;
      while (true) {
        int count = file.read(used, buffer, used, buffer.length - used);
        used += count;
        if (used < buffer.length || buffer.length == limit) {
          return Arrays.copyOf(buffer, used);
        }
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, limit));
      }
    }
  }

  /** kmod's path_make_absolute_cwd(): joined, not normalised. */
  default String absolute(String path) throws KmodException {
    return path.startsWith("/") ? path : currentDirectory() + "/" + path;
  }
}
