package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.fs.FileOwner;
import io.kobox.fs.OpenFile;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import java.util.Set;

/** Files that want a signal when something happens (fs/fcntl.c). */
public final class FasyncExports {
  /** FASYNC_MAGIC. */
  private static final int MAGIC = 0x4601;

  private static final int SIGURG = 23;
  private static final int SIGIO = 29;
  private static final int SI_KERNEL = 0x80;
  private static final int SI_SIGIO = -5;

  /** band_table: the events of poll for POLL_IN and so on. */
  private static final int[] BANDS = {0x41, 0x304, 0x441, 0x8, 0x82, 0x18};

  /** sig_specific_sicodes: SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP, SIGCHLD, SIGSYS. */
  private static final Set<Integer> SPECIFIC_CODES = Set.of(4, 8, 11, 7, 5, 17, 31);

  private final Guest guest;
  private final DriverFiles files;
  private final FileOwner.Sender owners;

  /**
   * @param owners sends the signals
   */
  public FasyncExports(Guest guest, DriverFiles files, FileOwner.Sender owners) {
    this.guest = guest;
    this.files = files;
    this.owners = owners;
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
  @KernelExport
  void kill_fasync(long list, int signal, int band) {
    for (long at = guest.memory().getLong(list); at != 0; ) {
      Struct entry = guest.at("fasync_struct", at);
      if (entry.getInt("magic") != MAGIC) {
        guest.log().err("kill_fasync: bad magic number in fasync_struct!\n");
        return;
      }
      OpenFile file = files.openFile(entry.get("fa_file"));
      if (file != null && !(signal == SIGURG && file.owner().signal() == 0)) {
        sendSigio(file.owner(), entry.getInt("fa_fd"), band);
      }
      at = entry.get("fa_next");
    }
  }

  /** send_sigio: the signal that the owner chose, with what happened; else SIGIO alone. */
  private void sendSigio(FileOwner owner, int fd, int reason) {
    if (owner.pid() == 0) {
      return;
    }
    if (owner.signal() == 0) {
      owners.send(owner.pid(), SIGIO, SI_KERNEL, 0, 0);
      return;
    }
    long band = reason > 0 && reason <= BANDS.length ? BANDS[reason - 1] : -1;
    boolean ownCodes = owner.signal() != SIGIO && SPECIFIC_CODES.contains(owner.signal());
    owners.send(owner.pid(), owner.signal(), ownCodes ? SI_SIGIO : reason, band, fd);
  }
}
