package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open files of a process by number (struct files_struct, fs/file.c). */
public final class FileDescriptorTable {
  /** RLIMIT_NOFILE. */
  public static final int LIMIT = 1024;

  private record Descriptor(OpenFile file, boolean closeOnExec) {}

  private final List<@Nullable Descriptor> descriptors = new ArrayList<>();

  /** EBADF if it is not open. */
  public OpenFile get(int fd) throws ErrnoException {
    return descriptor(fd).file();
  }

  /** The same for calls that work on contents: EBADF also for O_PATH descriptors. */
  public OpenFile getForIo(int fd) throws ErrnoException {
    OpenFile file = get(fd);
    if (file.isPathOnly()) {
      throw new ErrnoException(Errno.EBADF);
    }
    return file;
  }

  private Descriptor descriptor(int fd) throws ErrnoException {
    Descriptor descriptor = fd < 0 || fd >= descriptors.size() ? null : descriptors.get(fd);
    if (descriptor == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return descriptor;
  }

  /** The lowest free number not below {@code from}; EMFILE. */
  public int lowestFree(int from) throws ErrnoException {
    int fd = from;
    while (fd < descriptors.size() && descriptors.get(fd) != null) {
      fd++;
    }
    if (fd >= LIMIT) {
      throw new ErrnoException(Errno.EMFILE);
    }
    return fd;
  }

  /** Installs {@code file} at the lowest free number. */
  public int add(OpenFile file, boolean closeOnExec) throws ErrnoException {
    int fd = lowestFree(0);
    set(fd, file, closeOnExec);
    return fd;
  }

  /** Installs {@code file} at a free number. */
  public void set(int fd, OpenFile file, boolean closeOnExec) {
    while (descriptors.size() <= fd) {
      descriptors.add(null);
    }
    file.hold();
    descriptors.set(fd, new Descriptor(file, closeOnExec));
  }

  /** dup and F_DUPFD. */
  public int duplicate(int fd, int from, boolean closeOnExec) throws ErrnoException {
    OpenFile file = get(fd);
    int newFd = lowestFree(from);
    set(newFd, file, closeOnExec);
    return newFd;
  }

  /** dup2: what was open at {@code newFd} is closed, its error is lost. */
  public int duplicateTo(int fd, int newFd) throws ErrnoException {
    OpenFile file = get(fd);
    if (newFd < 0 || newFd >= LIMIT) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (fd == newFd) {
      return newFd;
    }
    file.hold();
    if (isOpen(newFd)) {
      closeQuietly(newFd);
    }
    set(newFd, file, false);
    file.drop();
    return newFd;
  }

  public boolean isOpen(int fd) {
    return fd >= 0 && fd < descriptors.size() && descriptors.get(fd) != null;
  }

  public boolean isCloseOnExec(int fd) throws ErrnoException {
    return descriptor(fd).closeOnExec();
  }

  public void setCloseOnExec(int fd, boolean on) throws ErrnoException {
    descriptors.set(fd, new Descriptor(descriptor(fd).file(), on));
  }

  /** close: the number is free even when the file's flush method fails. */
  public void close(int fd) throws ErrnoException {
    OpenFile file = get(fd);
    descriptors.set(fd, null);
    try {
      if (!file.isPathOnly()) {
        file.operations().flush(file);
      }
    } finally {
      file.drop();
    }
  }

  private void closeQuietly(int fd) {
    try {
      close(fd);
    } catch (ErrnoException e) {
      // the caller has no use for flush's error (filp_close in exit_files, do_dup2)
    }
  }

  /** The numbers in use. */
  public List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int fd = 0; fd < descriptors.size(); fd++) {
      if (isOpen(fd)) {
        numbers.add(fd);
      }
    }
    return numbers;
  }

  /** fork: the same open files under the same numbers (dup_fd). */
  public FileDescriptorTable fork() {
    FileDescriptorTable copy = new FileDescriptorTable();
    for (int fd = 0; fd < descriptors.size(); fd++) {
      Descriptor descriptor = descriptors.get(fd);
      if (descriptor != null) {
        copy.set(fd, descriptor.file(), descriptor.closeOnExec());
      }
    }
    return copy;
  }

  /** exec: closes what is marked close-on-exec (do_close_on_exec). */
  public void closeOnExec() {
    for (int fd = 0; fd < descriptors.size(); fd++) {
      Descriptor descriptor = descriptors.get(fd);
      if (descriptor != null && descriptor.closeOnExec()) {
        closeQuietly(fd);
      }
    }
  }

  /** exit: closes all (exit_files). */
  public void closeAll() {
    for (int fd = 0; fd < descriptors.size(); fd++) {
      if (isOpen(fd)) {
        closeQuietly(fd);
      }
    }
  }
}
