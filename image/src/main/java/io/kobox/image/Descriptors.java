package io.kobox.image;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Java knows of a process's file descriptors beside the kernel: which of them stand for a
 * stream or a file of the host, and under what path they were opened.
 */
final class Descriptors {
  private final Map<Integer, HostStream> streams = new TreeMap<>();
  private final Map<Integer, String> paths = new TreeMap<>();
  private final Map<Integer, Path> hostFiles = new TreeMap<>();
  private final Map<Integer, Boolean> unread = new TreeMap<>();
  private final Set<Integer> closedOnExec = new TreeSet<>();

  /** What a child inherits. */
  Descriptors copy() {
    Descriptors copy = new Descriptors();
    copy.streams.putAll(streams);
    copy.paths.putAll(paths);
    copy.hostFiles.putAll(hostFiles);
    copy.unread.putAll(unread);
    copy.closedOnExec.addAll(closedOnExec);
    return copy;
  }

  void opened(int fd, String path) {
    closed(fd);
    paths.put(fd, path);
  }

  void closed(int fd) {
    streams.remove(fd);
    paths.remove(fd);
    hostFiles.remove(fd);
    unread.remove(fd);
    closedOnExec.remove(fd);
  }

  void closeOnExec(int fd) {
    closedOnExec.add(fd);
  }

  /** The process runs a new program. */
  void executed() {
    for (int fd : List.copyOf(closedOnExec)) {
      closed(fd);
    }
  }

  void duplicated(int from, int to) {
    if (from == to) {
      return;
    }
    closed(to);
    copy(streams, from, to);
    copy(paths, from, to);
    copy(hostFiles, from, to);
    copy(unread, from, to);
  }

  private static <T> void copy(Map<Integer, T> map, int from, int to) {
    T value = map.get(from);
    if (value != null) {
      map.put(to, value);
    }
  }

  /** The descriptors that are streams of the host, in their order. */
  Map<Integer, HostStream> streams() {
    return new TreeMap<>(streams);
  }

  void setStream(int fd, HostStream stream) {
    streams.put(fd, stream);
  }

  void setHostFile(int fd, Path file) {
    hostFiles.put(fd, file);
  }

  void setHostDirectory(int fd, Path directory) {
    hostFiles.put(fd, directory);
    unread.put(fd, true);
  }

  /** Whether a host's directory has not been read yet; from now on it has. */
  boolean takeUnread(int fd) {
    return unread.remove(fd) != null;
  }

  @Nullable HostStream stream(int fd) {
    return streams.get(fd);
  }

  @Nullable Path hostFile(int fd) {
    return hostFiles.get(fd);
  }

  @Nullable String pathOrNull(int fd) {
    return paths.get(fd);
  }

  String path(int fd) throws ErrnoException {
    String path = paths.get(fd);
    if (path == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return path;
  }
}
