package io.kobox.fs.driver;

import io.kobox.fs.OpenFile;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.UserMemory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all files of drivers share. */
public final class DriverFiles {
  /** O_ASYNC as a file's flag. */
  static final int FASYNC = 020000;

  private final Guest guest;
  private final GuestInodes inodes;
  private final UserBounce bounce;
  private final GuestPoll poll;
  private final Map<Long, OpenFile> openFiles = new HashMap<>();

  public DriverFiles(Guest guest, UserMemory userMemory, WaitQueue.Factory waitQueues) {
    this.guest = guest;
    this.inodes = new GuestInodes(guest);
    this.bounce = new UserBounce(userMemory);
    this.poll = new GuestPoll(guest, waitQueues);
  }

  public Guest guest() {
    return guest;
  }

  public GuestInodes inodes() {
    return inodes;
  }

  public GuestPoll poll() {
    return poll;
  }

  UserBounce bounce() {
    return bounce;
  }

  void opened(OpenFile file, GuestFile guestFile) {
    openFiles.put(guestFile.address(), file);
  }

  void closed(GuestFile guestFile) {
    openFiles.remove(guestFile.address());
  }

  /** The open file whose struct file is at {@code address}; null if none is. */
  public @Nullable OpenFile openFile(long address) {
    return openFiles.get(address);
  }
}
