package io.kobox.shell.kmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleName;
import io.kobox.kmod.ModuleTree;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** Whether no module is newer than modules.dep (kmod: depfile_up_to_date_dir()). */
final class UpToDateCheck {
  private static final int MAX_DEPTH = 64;

  /** The descriptor the first directory gets; the messages name it. */
  private static final int FIRST_DESCRIPTOR = 3;

  private final Tool tool;
  private final long mtime;

  /** {@code mtime}: that of modules.dep in seconds. */
  UpToDateCheck(Tool tool, long mtime) {
    this.tool = tool;
    this.mtime = mtime;
  }

  /** depfile_up_to_date(): errors count as outdated. */
  static boolean isUpToDate(Tool tool, String directory) throws ErrnoException {
    try {
      tool.tree().list(directory);
    } catch (KmodException e) {
      tool.error("could not open directory " + directory + ": " + e.text());
      return false;
    }
    long mtime;
    try {
      mtime = tool.tree().stat(directory + "/modules.dep").mtime();
    } catch (KmodException e) {
      tool.error("could not fstatat(" + directory + ", modules.dep): " + e.text());
      return false;
    }
    return new UpToDateCheck(tool, mtime).check(directory, 0);
  }

  private boolean check(String directory, int depth) throws ErrnoException {
    int descriptor = FIRST_DESCRIPTOR + depth;
    for (ModuleTree.Entry entry : entries(directory)) {
      String name = entry.name();
      String path = directory + "/" + name;
      if (name.equals("build") || name.equals("source")) {
        continue;
      }
      ModuleTree.Status status;
      try {
        status = tool.tree().stat(path);
      } catch (KmodException e) {
        tool.error("fstatat(" + descriptor + ", " + name + "): " + e.text());
        continue;
      }
      if (status.isDirectory()) {
        if (depth < MAX_DEPTH && !check(path, depth + 1)) {
          return false;
        }
      } else if (!status.isRegular()) {
        int type = status.mode() & ModuleTree.S_IFMT;
        tool.error("unsupported file type " + path + ": " + Integer.toOctalString(type));
      } else if (ModuleName.hasModuleExtension(name) && status.mtime() > mtime) {
        return false;
      }
    }
    return true;
  }

  private List<ModuleTree.Entry> entries(String directory) throws ErrnoException {
    try {
      return tool.tree().list(directory);
    } catch (KmodException e) {
      tool.error("openat(" + directory + ", O_RDONLY): " + e.text());
      return List.of();
    }
  }
}
