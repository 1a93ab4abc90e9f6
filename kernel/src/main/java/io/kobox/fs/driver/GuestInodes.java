package io.kobox.fs.driver;

import io.kobox.fs.Dentry;
import io.kobox.fs.Inode;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Stat;
import io.kobox.types.Struct;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The struct inode and struct dentry of files that a driver looks at. They are there while a file
 * is open, or for as long as its owner says ({@link #hold}).
 */
public final class GuestInodes {
  private static final int MINOR_BITS = 20;

  private static final class Entry {
    private final Struct inode;
    private final Struct dentry;
    private int holders;

    private Entry(Struct inode, Struct dentry) {
      this.inode = inode;
      this.dentry = dentry;
    }
  }

  private final Guest guest;
  private final IdentityHashMap<Inode, Entry> entries = new IdentityHashMap<>();
  private final Map<Long, Inode> byAddress = new HashMap<>();

  public GuestInodes(Guest guest) {
    this.guest = guest;
  }

  /** The struct inode of a file, with a reference that {@link #drop} gives back; ENOMEM. */
  public Struct hold(Inode inode, Dentry dentry) throws ErrnoException {
    Entry entry = entries.get(inode);
    if (entry == null) {
      entry = newEntry(inode, dentry);
      entries.put(inode, entry);
      byAddress.put(entry.inode.address(), inode);
    }
    entry.holders++;
    return entry.inode;
  }

  private Entry newEntry(Inode inode, Dentry dentry) throws ErrnoException {
    Struct struct = guest.allocate("inode");
    Struct name = guest.allocate("dentry");
    struct.set("i_mode", inode.mode());
    struct.set("i_ino", inode.number());
    struct.set("i_rdev", Stat.major(inode.rdev()) << MINOR_BITS | Stat.minor(inode.rdev()));
    struct.set("i_size", inode.size());
    struct.set("i_mapping", struct.addressOf("i_data"));
    struct.set("i_data.host", struct.address());
    struct.set("__i_nlink", inode.linkCount());
    struct.set("i_count.counter", 1);
    guest.lists().init(struct.addressOf("i_devices"));
    name.set("d_inode", struct.address());
    name.set("d_parent", name.address());
    name.set("d_name.len", dentry.name().length());
    name.set("d_name.name", guest.newString(dentry.name()));
    name.setString(name.has("d_iname") ? "d_iname" : "d_shortname.string", dentry.name());
    return new Entry(struct, name);
  }

  /** The struct dentry of a file whose inode is held. */
  public long dentry(Inode inode) {
    Entry entry = entries.get(inode);
    return entry == null ? 0 : entry.dentry.address();
  }

  /** Gives a reference back; the last one frees the structs. */
  public void drop(Inode inode) {
    Entry entry = entries.get(inode);
    if (entry != null && --entry.holders == 0) {
      entries.remove(inode);
      byAddress.remove(entry.inode.address());
      guest.free(entry.dentry.get("d_name.name"));
      guest.free(entry.dentry.address());
      guest.free(entry.inode.address());
    }
  }

  /** The file whose struct inode is at {@code address}; null if none is. */
  public @Nullable Inode find(long address) {
    return byAddress.get(address);
  }
}
