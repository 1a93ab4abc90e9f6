package io.kobox.fs.proc;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.driver.DriverFiles;
import io.kobox.fs.driver.GuestFile;
import io.kobox.fs.driver.GuestFileOperations;
import io.kobox.fs.driver.Methods;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of /proc that modules made, each with its {@code struct proc_dir_entry}
 * (fs/proc/generic.c).
 */
public final class GuestProc {
  private static final int DIRECTORY = 0555;
  private static final int FILE = 0444;
  private static final int PERMISSIONS = 07777;

  /** The export that registers has no frame: it ends with a jump. */
  private static final String JUMPED = " <-";

  /** What name_to_int takes for the number of a process. */
  private static final Pattern PROCESS = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final DriverFiles files;
  private final Guest guest;
  private final ProcDirectory root;
  private final Map<String, Long> ownOps = new HashMap<>();
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  /** An entry: a directory, a file or a link. */
  private static final class Entry {
    private final ProcDirectory parent;
    private final String name;
    private final Inode inode;
    private final @Nullable ProcDirectory directory;

    private Entry(ProcDirectory parent, String name, Inode inode) {
      this.parent = parent;
      this.name = name;
      this.inode = inode;
      this.directory = inode instanceof ProcDirectory made ? made : null;
    }
  }

  public GuestProc(DriverFiles files, ProcDirectory root) {
    this.files = files;
    this.guest = files.guest();
    this.root = root;
  }

  /** The directory that {@code parent} and the directories before the last slash lead to. */
  private record Place(ProcDirectory directory, String name) {}

  /** xlate_proc_name; null, with its warning, when there is no such directory. */
  private @Nullable Place place(String name, long parent) {
    Entry above = entries.get(parent);
    ProcDirectory directory = above == null || above.directory == null ? root : above.directory;
    String[] components = name.split("/", -1);
    for (int i = 0; i < components.length - 1; i++) {
      if (!(directory.find(components[i]) instanceof ProcDirectory below)) {
        guest.warning().warn("fs/proc/generic.c:175 __xlate_proc_name+0x86/0xa0", named(name));
        return null;
      }
      directory = below;
    }
    return new Place(directory, components[components.length - 1]);
  }

  private static String named(String name) {
    return "name '" + name + "'\n";
  }

  /** A struct proc_dir_entry that is nowhere yet; 0 when there is no memory. */
  private long newEntry(Place place, int mode, long data) {
    String name = place.name();
    if (name.isEmpty() || name.length() >= 256) {
      guest
          .warning()
          .warn(
              "fs/proc/generic.c:429 __proc_create+0x22e/0x280",
              name.isEmpty() ? "name len 0\n" : "name len " + name.length() + "\n");
      return 0;
    }
    String wrong =
        switch (name) {
          case "." -> "fs/proc/generic.c:433 __proc_create+0x25d/0x280";
          case ".." -> "fs/proc/generic.c:437 __proc_create+0xbe/0x280";
          default -> null;
        };
    if (wrong != null) {
      guest.warning().warn(wrong, named(name));
      return 0;
    }
    if (place.directory() == root && PROCESS.matcher(name).matches()) {
      guest
          .warning()
          .warn(
              "fs/proc/generic.c:441 __proc_create+0x248/0x280",
              "create '/proc/" + name + "' by hand\n");
      return 0;
    }
    long address = guest.zalloc(guest.structs().type("proc_dir_entry").size());
    if (address != 0) {
      Struct entry = guest.at("proc_dir_entry", address);
      entry.set("mode", mode);
      entry.set("data", data);
      entry.set("namelen", name.length());
      entry.set("name", guest.newString(name));
    }
    return address;
  }

  /** proc_register: {@code address}, or 0 when there is such a name. */
  private long add(Place place, Inode inode, long address, String callers) {
    if (address == 0) {
      return 0;
    }
    String name = place.name();
    try {
      place.directory().addInode(name, inode);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        guest
            .warning()
            .warn(
                "fs/proc/generic.c:400 proc_register+0x19f/0x240" + callers,
                "proc_dir_entry '"
                    + shownName(place.directory())
                    + "/"
                    + name
                    + "' already registered\n");
      }
      forget(address);
      return 0;
    }
    guest.at("proc_dir_entry", address).set("low_ino", inode.number());
    entries.put(address, new Entry(place.directory(), name, inode));
    return address;
  }

  /** The root's struct proc_dir_entry is called /proc. */
  private String shownName(ProcDirectory directory) {
    Dentry dentry = directory.dentry();
    return dentry.isRoot() ? "/proc" : dentry.name();
  }

  /** proc_mkdir_data. */
  long mkdir(String name, int mode, long parent, long data) {
    Place place = place(name, parent);
    if (place == null) {
      return 0;
    }
    int permissions = mode == 0 ? DIRECTORY : mode & PERMISSIONS;
    ProcDirectory directory = new ProcDirectory(place.directory().superBlock(), permissions);
    return add(place, directory, newEntry(place, permissions, data), JUMPED);
  }

  /** proc_symlink. */
  long symlink(String name, long parent, String target) {
    Place place = place(name, parent);
    if (place == null) {
      return 0;
    }
    ProcLink link = new ProcLink(place.directory().superBlock(), () -> target, target.length());
    return add(place, link, newEntry(place, 0777, 0), "");
  }

  /** proc_create_data; {@code operations} is a struct proc_ops. */
  long create(String name, int mode, long parent, long operations, long data) {
    Place place = place(name, parent);
    if (place == null) {
      return 0;
    }
    int permissions = (mode & PERMISSIONS) == 0 ? FILE : mode & PERMISSIONS;
    long entry = newEntry(place, permissions, data);
    if (entry == 0) {
      return 0;
    }
    guest.at("proc_dir_entry", entry).set("proc_ops", operations);
    FileOperations methods =
        new GuestFileOperations(files, Methods.PROC_OPS, operations) {
          @Override
          protected void prepare(GuestFile file) {
            GuestProc.this.prepare(file, entry);
          }
        };
    return add(
        place, new ProcFile(place.directory().superBlock(), permissions, methods), entry, JUMPED);
  }

  /** proc_create_seq_private: {@code operations} is a struct seq_operations. */
  long createSeq(String name, int mode, long parent, long operations, int stateSize, long data) {
    String release = ProcFunctions.SEQ_RELEASE;
    long entry = create(name, mode, parent, ops(ProcFunctions.SEQ_OPEN, release), data);
    if (entry != 0) {
      guest.at("proc_dir_entry", entry).set("seq_ops", operations);
      guest.at("proc_dir_entry", entry).set("state_size", stateSize);
    }
    return entry;
  }

  /** proc_create_single_data. */
  long createSingle(String name, int mode, long parent, long show, long data) {
    long entry = create(name, mode, parent, ops(ProcFunctions.SINGLE_OPEN, "single_release"), data);
    if (entry != 0) {
      guest.at("proc_dir_entry", entry).set("single_show", show);
    }
    return entry;
  }

  /** proc_seq_ops, proc_single_ops: made when first asked for. */
  private long ops(String open, String release) {
    return ownOps.computeIfAbsent(
        open,
        key -> {
          long address = guest.zalloc(guest.structs().type("proc_ops").size());
          Struct ops = guest.at("proc_ops", address);
          ops.set("proc_open", guest.addressOf().applyAsLong(open));
          ops.set("proc_read_iter", guest.addressOf().applyAsLong("seq_read_iter"));
          ops.set("proc_lseek", guest.addressOf().applyAsLong("seq_lseek"));
          ops.set("proc_release", guest.addressOf().applyAsLong(release));
          return address;
        });
  }

  /** proc_get_inode: PDE(inode)->data is what pde_data gives. */
  private void prepare(GuestFile file, long entry) {
    guest
        .at("inode", file.inodeAddress())
        .set("i_private", guest.at("proc_dir_entry", entry).get("data"));
  }

  private long find(Place place) {
    for (Map.Entry<Long, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (entry.parent.equals(place.directory()) && entry.name.equals(place.name())) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** The addresses of what is in a directory, in its order. */
  private List<Long> below(ProcDirectory directory) {
    return entries.entrySet().stream()
        .filter(each -> each.getValue().parent.equals(directory))
        .sorted(
            Comparator.comparingInt((Map.Entry<Long, Entry> each) -> each.getValue().name.length())
                .thenComparing(each -> each.getValue().name))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** remove_proc_entry. */
  void remove(String name, long parent) {
    Place place = place(name, parent);
    if (place == null) {
      return;
    }
    long found = find(place);
    if (found == 0) {
      guest.warning().warn("fs/proc/generic.c:734 remove_proc_entry+0x140/0x1b0", named(name));
      return;
    }
    warnOfLeftovers(entries.get(found));
    removeTree(found);
  }

  private void warnOfLeftovers(@Nullable Entry entry) {
    if (entry == null || entry.directory == null) {
      return;
    }
    List<Long> below = below(entry.directory);
    Entry first = below.isEmpty() ? null : entries.get(below.getFirst());
    if (first != null) {
      guest
          .warning()
          .warn(
              "fs/proc/generic.c:740 remove_proc_entry+0x19f/0x1b0",
              String.format(
                  Locale.ROOT,
                  "remove_proc_entry: removing non-empty directory '%s/%s', leaking at least"
                      + " '%s'\n",
                  shownName(entry.parent),
                  entry.name,
                  first.name));
    }
  }

  /** proc_remove, remove_proc_subtree: the entry and all below it. */
  void removeTree(long address) {
    Entry entry = entries.get(address);
    if (entry == null) {
      return;
    }
    if (entry.directory != null) {
      below(entry.directory).forEach(this::removeTree);
    }
    entry.parent.remove(entry.name);
    entries.remove(address);
    forget(address);
  }

  private void forget(long address) {
    guest.free(guest.at("proc_dir_entry", address).get("name"));
    guest.free(address);
  }

  /** remove_proc_subtree; 0 or -ENOENT. */
  int removeTree(String name, long parent) {
    Place place = place(name, parent);
    if (place == null) {
      return -Errno.ENOENT.number();
    }
    long found = find(place);
    if (found != 0) {
      removeTree(found);
      return 0;
    }
    return -Errno.ENOENT.number();
  }

  /** proc_set_size. */
  void setSize(long address, long size) {
    Entry entry = entries.get(address);
    guest.at("proc_dir_entry", address).set("size", size);
    if (entry != null && entry.inode instanceof ProcFile file) {
      file.setSize(size);
    }
  }

  /** proc_set_user. */
  void setUser(long address, int uid, int gid) {
    Entry entry = entries.get(address);
    if (entry != null) {
      try {
        entry.inode.changeOwner(uid, gid);
      } catch (ErrnoException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** PDE: the entry of a struct inode; 0 if it is none. */
  long entryOf(long inode) {
    Inode file = files.inodes().find(inode);
    for (Map.Entry<Long, Entry> each : entries.entrySet()) {
      if (each.getValue().inode.equals(file)) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** proc_get_parent_data: the data of the directory that an inode's entry is in. */
  long parentData(long inode) {
    Entry entry = entries.get(entryOf(inode));
    for (Map.Entry<Long, Entry> each : entries.entrySet()) {
      if (entry != null && entry.parent.equals(each.getValue().directory)) {
        return guest.at("proc_dir_entry", each.getKey()).get("data");
      }
    }
    return 0;
  }
}
