package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** Files that want a signal when something happens (fs/fcntl.c). */
public final class FasyncExports {
  /** FASYNC_MAGIC. */
  private static final int MAGIC = 0x4601;

  private final Guest guest;

  public FasyncExports(Guest guest) {
    this.guest = guest;
  }

  /** int fasync_helper(int fd, struct file *filp, int on, struct fasync_struct **fapp). */
  @KernelExport
  int fasync_helper(int fd, long file, int on, long list) {
    return on == 0 ? remove(file, list) : add(fd, file, list);
  }

  private void mark(long file, boolean on) {
    Struct struct = guest.at("file", file);
    long flags = struct.get("f_flags");
    struct.set("f_flags", on ? flags | DriverFiles.FASYNC : flags & ~DriverFiles.FASYNC);
  }

  /** fasync_add_entry: 1 for a new entry. */
  private int add(int fd, long file, long list) {
    for (long at = guest.memory().getLong(list); at != 0; ) {
      Struct entry = guest.at("fasync_struct", at);
      if (entry.get("fa_file") == file) {
        entry.set("fa_fd", fd);
        return 0;
      }
      at = entry.get("fa_next");
    }
    long address = guest.zalloc(guest.structs().type("fasync_struct").size());
    if (address == 0) {
      return -Errno.ENOMEM.number();
    }
    Struct entry = guest.at("fasync_struct", address);
    entry.set("magic", MAGIC);
    entry.set("fa_file", file);
    entry.set("fa_fd", fd);
    entry.set("fa_next", guest.memory().getLong(list));
    guest.memory().putLong(list, address);
    mark(file, true);
    return 1;
  }

  /** fasync_remove_entry: 1 when there was one. */
  private int remove(long file, long list) {
    int next = guest.structs().type("fasync_struct").offset("fa_next");
    long place = list;
    for (long at = guest.memory().getLong(place); at != 0; at = guest.memory().getLong(place)) {
      if (guest.at("fasync_struct", at).get("fa_file") == file) {
        guest.memory().putLong(place, guest.at("fasync_struct", at).get("fa_next"));
        guest.free(at);
        mark(file, false);
        return 1;
      }
      place = at + next;
    }
    return 0;
  }

  /** void kill_fasync(struct fasync_struct **fp, int sig, int band). */
  @KernelExport(
      level = Level.PARTIAL,
      note = "checks the list and sends no signal: no program can name an owner (F_SETOWN)")
  void kill_fasync(long list, int signal, int band) {
    for (long at = guest.memory().getLong(list); at != 0; ) {
      Struct entry = guest.at("fasync_struct", at);
      if (entry.getInt("magic") != MAGIC) {
        guest.log().err("kill_fasync: bad magic number in fasync_struct!\n");
        return;
      }
      at = entry.get("fa_next");
    }
  }
}
