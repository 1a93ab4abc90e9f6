package io.kobox.drivers.misc;

import io.kobox.drivers.base.Classes;
import io.kobox.drivers.base.Devices;
import io.kobox.fs.chrdev.CharDevices;
import io.kobox.fs.driver.DriverFiles;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.module.Modules;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The list of misc devices and their minors. */
public final class MiscDevices implements LeftBehind.Kind {
  /** MISC_MAJOR. */
  public static final int MAJOR = 10;

  private static final int MINOR_BITS = 20;
  private static final int MINORS = 256;

  /** MISC_DYNAMIC_MINOR: asks for any. */
  private static final int DYNAMIC_MINOR = 255;

  private static final int DYNAMIC_MINORS = 128;

  /** A line of /proc/misc; without an address it is a device of the kernel's own. */
  private record Misc(int minor, String name, long address) {}

  /**
   * What Debian's 6.1 has built in, newest first. They hold their minors and stand in /proc/misc;
   * their drivers are not simulated.
   */
  private static final List<Misc> BUILT_IN =
      List.of(
          new Misc(125, "cpu_dma_latency", 0),
          new Misc(1, "psaux", 0),
          new Misc(228, "hpet", 0),
          new Misc(126, "userfaultfd", 0),
          new Misc(231, "snapshot", 0),
          new Misc(183, "hw_random", 0),
          new Misc(127, "vga_arbiter", 0));

  private final Guest guest;
  private final DriverFiles files;
  private final CharDevices charDevices;
  private final Modules modules;
  private final Classes classes;
  private final Devices devices;
  private long type;
  private final BitSet dynamic = new BitSet();

  /** misc_list: the newest first. */
  private final List<Misc> list = new ArrayList<>(BUILT_IN);

  public MiscDevices(
      DriverFiles files,
      CharDevices charDevices,
      Modules modules,
      Classes classes,
      Devices devices) {
    this.guest = files.guest();
    this.files = files;
    this.charDevices = charDevices;
    this.modules = modules;
    this.classes = classes;
    this.devices = devices;
  }

  /** misc_init: the class, and the major. */
  public void boot() {
    for (Misc misc : BUILT_IN) {
      if (misc.minor() < DYNAMIC_MINORS) {
        dynamic.set(bit(misc.minor()));
      }
    }
    type = classes.create(0, guest.newString("misc"));
    guest.at("class", type).set("devnode", guest.addressOf().applyAsLong(MiscFunctions.DEVNODE));
    charDevices.add(MAJOR, 0, MINORS, new MiscOperations(files, modules, this));
  }

  private static int bit(int minor) {
    return DYNAMIC_MINORS - minor - 1;
  }

  private @Nullable Misc withMinor(int minor) {
    for (Misc misc : list) {
      if (misc.minor() == minor) {
        return misc;
      }
    }
    return null;
  }

  /** The struct miscdevice of a minor; 0 if none is registered. */
  long find(int minor) {
    Misc misc = withMinor(minor);
    return misc == null ? 0 : misc.address();
  }

  /** misc_register; 0 or a negative errno. */
  int register(long address) {
    Struct misc = guest.at("miscdevice", address);
    guest.lists().init(misc.addressOf("list"));
    boolean any = misc.getInt("minor") == DYNAMIC_MINOR;
    if (any) {
      int free = dynamic.nextClearBit(0);
      if (free >= DYNAMIC_MINORS) {
        return -Errno.EBUSY.number();
      }
      dynamic.set(free);
      misc.set("minor", DYNAMIC_MINORS - free - 1L);
    } else if (withMinor(misc.getInt("minor")) != null) {
      return -Errno.EBUSY.number();
    }
    int minor = misc.getInt("minor");
    String name = guest.string(misc.get("name"));
    long dev =
        devices.create(
            type,
            misc.get("parent"),
            MAJOR << MINOR_BITS | minor,
            address,
            misc.get("groups"),
            name);
    misc.set("this_device", dev);
    if (Guest.isError(dev)) {
      if (any) {
        dynamic.clear(bit(minor));
        misc.set("minor", DYNAMIC_MINOR);
      }
      return (int) dev;
    }
    list.addFirst(new Misc(minor, name, address));
    return 0;
  }

  /** Devices that are registered. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    for (Misc misc : list) {
      if (misc.address() != 0) {
        long operations = guest.at("miscdevice", misc.address()).get("fops");
        if (ofModule.test(misc.address()) || ofModule.test(operations)) {
          finding.found("misc device " + misc.name(), misc.address(), operations);
        }
      }
    }
  }

  /** misc_deregister. */
  void deregister(long address) {
    Misc found = null;
    for (Misc misc : list) {
      if (misc.address() == address) {
        found = misc;
      }
    }
    if (found == null) {
      guest.warning().warn("drivers/char/misc.c:247 misc_deregister+0x92/0xa0", "");
      return;
    }
    list.remove(found);
    int number = MAJOR << MINOR_BITS | found.minor();
    long dev = devices.find(type, each -> guest.at("device", each).getInt("devt") == number);
    if (dev != 0) {
      devices.unregister(dev);
    }
    if (found.minor() < DYNAMIC_MINORS) {
      dynamic.clear(bit(found.minor()));
    }
  }

  /** /proc/misc (misc_seq_show). */
  public String procText() {
    StringBuilder text = new StringBuilder();
    for (Misc misc : list) {
      text.append(String.format(Locale.ROOT, "%3d %s\n", misc.minor(), misc.name()));
    }
    return text.toString();
  }
}
