package io.kobox.image;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs that are no Java code but files of machine code, which the image kernel runs by itself:
 * how a file of the host becomes one of the machine, and how a program gets the host's streams.
 */
final class RealPrograms {
  private static final int MODE = 0755;
  private static final Duration SETTLE = Duration.ofMillis(1);

  private final HostTree hostTree;

  /** The files that were copied, as they were then. */
  private final Map<String, FileTime> copied = new HashMap<>();

  /** The pumps of each process that became such a program. */
  private final Map<AgentThread, List<StreamPump>> pumps = new HashMap<>();

  RealPrograms(HostTree hostTree) {
    this.hostTree = hostTree;
  }

  /** Makes the file at {@code path} one of the machine if the host has it. */
  void fetch(ImageProcess process, String path) throws ErrnoException {
    String absolute = HostTree.normalize(process.view().absolute(OpenFlags.AT_FDCWD, path));
    Path host = hostTree.find(absolute);
    if (host == null || !Files.isRegularFile(host)) {
      return;
    }
    try {
      FileTime time = Files.getLastModifiedTime(host);
      if (time.equals(copied.get(absolute)) || isOwn(process, absolute)) {
        return;
      }
      process.view().makeDirectories(absolute.substring(0, absolute.lastIndexOf('/')));
      int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
      int fd = process.openat(OpenFlags.AT_FDCWD, absolute, flags, MODE);
      byte[] content = Files.readAllBytes(host);
      int done = 0;
      while (done < content.length) {
        done += process.write(fd, content, done, content.length - done);
      }
      process.close(fd);
      copied.put(absolute, time);
    } catch (IOException e) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  /** Whether the machine has a file of its own there. */
  private boolean isOwn(ImageProcess process, String path) throws ErrnoException {
    if (copied.containsKey(path)) {
      return false;
    }
    Stat stat = process.view().ownStat(path);
    return stat != null && FileMode.isRegular(stat.mode());
  }

  /** Gives the program that {@code process} is to become pipes for its streams of the host. */
  void connect(ImageProcess process, AgentThread thread) throws ErrnoException {
    List<StreamPump> connected = new ArrayList<>();
    for (Map.Entry<Integer, HostStream> stream : process.descriptors().streams().entrySet()) {
      connected.add(StreamPump.start(process, stream.getKey(), stream.getValue()));
    }
    pumps.put(thread, connected);
  }

  /** {@code thread}'s process ended: waits until all it wrote has arrived. */
  void drain(SystemCalls calls, AgentThread thread) throws ErrnoException {
    List<StreamPump> connected = pumps.remove(thread);
    if (connected == null) {
      return;
    }
    long before;
    long now = total(connected);
    do {
      before = now;
      calls.nanosleep(SETTLE);
      now = total(connected);
    } while (now != before);
  }

  private static long total(List<StreamPump> pumps) {
    return pumps.stream().mapToLong(StreamPump::chunks).sum();
  }
}
