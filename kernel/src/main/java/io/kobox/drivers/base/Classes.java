package io.kobox.drivers.base;

import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes of devices, /sys/class (drivers/base/class.c). */
public final class Classes {
  private final Map<Long, Long> subsystems = new HashMap<>();
  private final Guest guest;
  private final Kobjects kobjects;

  /** class_kset. */
  private long classKset;

  /** sysfs_dev_char_kobj. */
  private long devChar;

  public Classes(Guest guest, Kobjects kobjects) {
    this.guest = guest;
    this.kobjects = kobjects;
  }

  /** classes_init: makes /sys/class and /sys/dev. */
  public void boot() {
    classKset = kobjects.createKset("class", 0, 0);
    long dev = kobjects.createAndAdd("dev", 0);
    kobjects.createAndAdd("block", dev);
    devChar = kobjects.createAndAdd("char", dev);
  }

  /** __class_create: a new class, or ERR_PTR. */
  public long create(long owner, long name) {
    long address = guest.zalloc(guest.structs().type("class").size());
    if (address == 0) {
      return Guest.errorPointer(Errno.ENOMEM);
    }
    Struct type = guest.at("class", address);
    type.set("name", name);
    if (type.has("owner")) { // until Linux 6.3
      type.set("owner", owner);
    }
    type.set("class_release", guest.addressOf().applyAsLong(DeviceFunctions.CLASS_CREATE_RELEASE));
    int error = register(address);
    if (error != 0) {
      guest.free(address);
      return error;
    }
    return address;
  }

  /** __class_register; 0 or a negative errno. */
  public int register(long address) {
    Struct type = guest.at("class", address);
    Struct subsystem;
    try {
      subsystem = guest.allocate("subsys_private");
    } catch (ErrnoException e) {
      return -e.number();
    }
    long kobj = kobject(subsystem);
    kobjects.setName(kobj, guest.string(type.get("name")));
    if (type.has("dev_kobj") && type.get("dev_kobj") == 0) { // until Linux 6.3
      type.set("dev_kobj", devChar);
    }
    Struct kobject = guest.at("kobject", kobj);
    kobject.set("kset", classKset);
    kobject.set(
        "ktype",
        kobjects.type(
            "class_ktype",
            DeviceFunctions.CLASS_RELEASE,
            DeviceFunctions.CLASS_SHOW,
            DeviceFunctions.CLASS_STORE));
    subsystem.set("class", address);
    setSubsystem(type, subsystem.address());
    int error = kobjects.registerKset(subsystem.addressOf("subsys"));
    if (error == 0) {
      error = kobjects.groups().createAll(kobj, type.get("class_groups"));
      if (error != 0) {
        kobjects.delete(kobj);
      }
    }
    if (error != 0) {
      guest.free(subsystem.address());
      setSubsystem(type, 0);
    }
    return error;
  }

  /** class-&gt;p; since Linux 6.4 the kernel finds it in the class_kset (class_to_subsys). */
  private void setSubsystem(Struct type, long subsystem) {
    subsystems.put(type.address(), subsystem);
    if (type.has("p")) {
      type.set("p", subsystem);
    }
  }

  private long subsystem(long type) {
    return subsystems.getOrDefault(type, 0L);
  }

  private static long kobject(Struct subsystem) {
    return subsystem.addressOf("subsys.kobj");
  }

  /** The kobject of a class; 0 for a class that is not registered. */
  long kobject(long address) {
    long subsystem = subsystem(address);
    return subsystem == 0 ? 0 : kobject(guest.at("subsys_private", subsystem));
  }

  /** The directory /sys/class/NAME; null for a class that is not registered. */
  @Nullable SysfsDirectory directory(long address) {
    long kobj = kobject(address);
    return kobj == 0 ? null : kobjects.directory(kobj);
  }

  /** The kobject of the directory in /sys/dev where a class's devices are by number. */
  long numberKobject(long address) {
    Struct type = guest.at("class", address);
    return type.has("dev_kobj") ? type.get("dev_kobj") : devChar;
  }

  String name(long address) {
    return guest.string(guest.at("class", address).get("name"));
  }

  /** class_unregister. */
  public void unregister(long address) {
    Struct type = guest.at("class", address);
    long subsystem = subsystem(type.address());
    if (subsystem != 0) {
      kobjects.groups().removeAll(kobject(address), type.get("class_groups"));
      kobjects.unregisterKset(guest.at("subsys_private", subsystem).addressOf("subsys"));
    }
  }

  /** The class whose kobject this is. */
  Struct of(long kobj) {
    int offset = guest.structs().type("subsys_private").offset("subsys.kobj");
    return guest.at("class", guest.at("subsys_private", kobj - offset).get("class"));
  }

  /** class_release: of the kobject of a class. */
  void release(long kobj) {
    Struct type = of(kobj);
    long subsystem = subsystem(type.address());
    subsystems.remove(type.address());
    long method = type.get("class_release");
    if (method != 0) {
      guest.call(method, type.address());
    }
    guest.free(subsystem);
  }
}
