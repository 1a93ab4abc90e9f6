package io.kobox.fs.proc;

import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.Inode;
import io.kobox.fs.OpenFile;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The links in /proc/PID/fd (fs/proc/fd.c). */
public final class ProcFdEntries implements DynamicEntries {
  private static final int READABLE = 0500;
  private static final int WRITABLE = 0300;

  private final SuperBlock superBlock;
  private final FileDescriptorTable descriptors;

  public ProcFdEntries(SuperBlock superBlock, FileDescriptorTable descriptors) {
    this.superBlock = superBlock;
    this.descriptors = descriptors;
  }

  @Override
  public @Nullable Inode find(String name) throws ErrnoException {
    int fd = number(name);
    if (!descriptors.isOpen(fd)) {
      return null;
    }
    OpenFile file = descriptors.get(fd);
    int permissions = (file.isReadable() ? READABLE : 0) | (file.isWritable() ? WRITABLE : 0);
    return new ProcObjectLink(superBlock, permissions, file.path());
  }

  /** name_to_int: digits without a leading zero; -1 for what is none. */
  static int number(String name) {
    boolean valid =
        !name.isEmpty() && name.length() < 10 && (name.length() == 1 || name.charAt(0) != '0');
    for (int i = 0; valid && i < name.length(); i++) {
      valid = name.charAt(i) >= '0' && name.charAt(i) <= '9';
    }
    return valid ? Integer.parseInt(name) : -1;
  }

  @Override
  public List<String> names() {
    return descriptors.numbers().stream().map(String::valueOf).toList();
  }
}
