package io.kobox.drivers.base;

import io.kobox.fs.devtmpfs.Devtmpfs;
import io.kobox.fs.sysfs.Attribute;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.lib.kobject.Uevents;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Stat;
import io.kobox.types.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The devices of the machine: /sys/devices and the nodes in /dev (drivers/base/core.c). */
public final class Devices {
  private static final int MINOR_BITS = 20;
  private static final int MINOR_MASK = (1 << MINOR_BITS) - 1;
  private static final int NO_NODE = -1;

  private final Guest guest;
  private final Kobjects kobjects;
  private final Uevents uevents;
  private final Classes classes;
  private final Devtmpfs devtmpfs;

  /** devices_kset. */
  private long devicesKset;

  /** /sys/devices/virtual (virtual_device_parent). */
  private long virtual;

  /** The directories for a class below a parent: how many devices each holds. */
  private final Map<Glue, GlueDirectory> glueDirectories = new HashMap<>();

  /** All that were added, in that order. */
  private final List<Long> devices = new ArrayList<>();

  private record Glue(long type, long parent) {}

  private static final class GlueDirectory {
    private final long kobj;
    private int devices;

    private GlueDirectory(long kobj) {
      this.kobj = kobj;
    }
  }

  public Devices(
      Guest guest, Kobjects kobjects, Uevents uevents, Classes classes, Devtmpfs devtmpfs) {
    this.guest = guest;
    this.kobjects = kobjects;
    this.uevents = uevents;
    this.classes = classes;
    this.devtmpfs = devtmpfs;
  }

  /** devices_init: makes /sys/devices. */
  public void boot() {
    long ops = guest.zalloc(guest.structs().type("kset_uevent_ops").size());
    Struct ueventOps = guest.at("kset_uevent_ops", ops);
    ueventOps.set("filter", guest.addressOf().applyAsLong(DeviceFunctions.UEVENT_FILTER));
    ueventOps.set("name", guest.addressOf().applyAsLong(DeviceFunctions.UEVENT_NAME));
    ueventOps.set("uevent", guest.addressOf().applyAsLong(DeviceFunctions.UEVENT));
    devicesKset = kobjects.createKset("devices", ops, 0);
    virtual = kobjects.createAndAdd("virtual", guest.at("kset", devicesKset).addressOf("kobj"));
  }

  Struct device(long dev) {
    return guest.at("device", dev);
  }

  long kobject(long dev) {
    return device(dev).addressOf("kobj");
  }

  /** dev_name. */
  String name(long dev) {
    Struct device = device(dev);
    long init = device.get("init_name");
    return init != 0 ? guest.string(init) : kobjects.name(device.addressOf("kobj"));
  }

  long deviceType() {
    return kobjects.type(
        "device_ktype",
        DeviceFunctions.DEVICE_RELEASE,
        DeviceFunctions.DEVICE_SHOW,
        DeviceFunctions.DEVICE_STORE);
  }

  /** device_initialize. */
  public void initialize(long dev) {
    Struct device = device(dev);
    device.set("kobj.kset", devicesKset);
    kobjects.init(device.addressOf("kobj"), deviceType());
    for (String list :
        new String[] {
          "dma_pools", "mutex.wait_list", "devres_head", "links.consumers", "links.suppliers"
        }) {
      guest.lists().initIfPresent(device, list);
    }
    device.set("numa_node", NO_NODE);
  }

  /** dev_set_name; 0 or -ENOMEM. */
  public int setName(long dev, String name) {
    return kobjects.setName(kobject(dev), name);
  }

  /** device_add; 0 or a negative errno. */
  public int add(long dev) {
    kobjects.get(kobject(dev));
    int error = addWithPlace(device(dev));
    kobjects.put(kobject(dev));
    return error;
  }

  private int addWithPlace(Struct device) {
    long dev = device.address();
    if (device.get("init_name") != 0) {
      setName(dev, guest.string(device.get("init_name")));
      device.set("init_name", 0);
    }
    if (name(dev).isEmpty()) {
      return -Errno.EINVAL.number();
    }
    long parent = device.get("parent");
    if (parent != 0) {
      kobjects.get(kobject(parent));
    }
    long above = parentKobject(device, parent);
    if (above != 0) {
      device.set("kobj.parent", above);
    }
    int error = kobjects.add(kobject(dev), device.get("kobj.parent"), null);
    if (error == 0) {
      error = populate(device);
      if (error != 0) {
        kobjects.delete(kobject(dev));
      }
    }
    if (error != 0) {
      leaveGlue(device, parent);
      if (parent != 0) {
        kobjects.put(kobject(parent));
      }
      return error;
    }
    devices.add(dev);
    uevents.sendAdd(kobject(dev));
    return 0;
  }

  /** get_device_parent. */
  private long parentKobject(Struct device, long parent) {
    long type = device.get("class");
    if (type == 0) {
      return parent == 0 ? 0 : kobject(parent);
    }
    if (parent != 0 && device(parent).get("class") != 0) {
      return kobject(parent);
    }
    Glue place = new Glue(type, parent);
    GlueDirectory glue = glueDirectories.get(place);
    if (glue == null) {
      long above = parent == 0 ? virtual : kobject(parent);
      // it goes with the last of its devices, not with the one that it was made for
      glue =
          new GlueDirectory(
              guest.forKernel(() -> kobjects.createAndAdd(classes.name(type), above)));
      glueDirectories.put(place, glue);
    }
    glue.devices++;
    return glue.kobj;
  }

  /** cleanup_glue_dir. */
  private void leaveGlue(Struct device, long parent) {
    Glue place = new Glue(device.get("class"), parent);
    GlueDirectory glue = glueDirectories.get(place);
    if (glue != null && --glue.devices == 0) {
      glueDirectories.remove(place);
      kobjects.delete(glue.kobj);
      kobjects.put(glue.kobj);
    }
  }

  /** The attributes, links and the node of a device whose directory is there. */
  private int populate(Struct device) {
    SysfsDirectory directory = kobjects.directory(device.addressOf("kobj"));
    if (directory == null) {
      return -Errno.EINVAL.number();
    }
    long dev = device.address();
    try {
      directory.createFile("uevent", 0644, new UeventFile(dev));
      addClassLinks(device);
      addGroups(device);
      addPower(directory.createDirectory("power"));
      int number = device.getInt("devt");
      if (number >>> MINOR_BITS != 0) {
        directory.createFile("dev", 0444, new Line(numberText(number) + "\n"));
        SysfsDirectory numbers = numberDirectory(device);
        if (numbers != null) {
          numbers.createLink(numberText(number), directory);
        }
        createNode(dev, number);
      }
      return 0;
    } catch (ErrnoException e) {
      removeClassLinks(device);
      return -e.number();
    }
  }

  private static String numberText(int number) {
    return (number >>> MINOR_BITS) + ":" + (number & MINOR_MASK);
  }

  /** device_to_dev_kobj: /sys/dev/char, or what the class says. */
  private @Nullable SysfsDirectory numberDirectory(Struct device) {
    long type = device.get("class");
    long kobj = type == 0 ? 0 : classes.numberKobject(type);
    return kobj == 0 ? null : kobjects.directory(kobj);
  }

  /** device_add_class_symlinks. */
  private void addClassLinks(Struct device) throws ErrnoException {
    long type = device.get("class");
    if (type == 0) {
      return;
    }
    long kobj = device.addressOf("kobj");
    link(kobj, classes.kobject(type), "subsystem");
    if (device.get("parent") != 0) {
      link(kobj, kobject(device.get("parent")), "device");
    }
    link(classes.kobject(type), kobj, name(device.address()));
  }

  private void link(long from, long target, String name) throws ErrnoException {
    int error = kobjects.groups().link(from, target, name, true);
    if (error != 0) {
      throw new ErrnoException(-error);
    }
  }

  private void removeClassLinks(Struct device) {
    long type = device.get("class");
    SysfsDirectory directory = type == 0 ? null : classes.directory(type);
    if (directory != null) {
      directory.remove(name(device.address()));
    }
  }

  /** device_add_attrs. */
  private void addGroups(Struct device) throws ErrnoException {
    for (long groups : groupsOf(device)) {
      int error = kobjects.groups().createAll(device.addressOf("kobj"), groups);
      if (error != 0) {
        throw new ErrnoException(-error);
      }
    }
  }

  /** Of its class, of its type, its own. */
  private long[] groupsOf(Struct device) {
    long type = device.get("class");
    long kind = device.get("type");
    return new long[] {
      type == 0 ? 0 : guest.at("class", type).get("dev_groups"),
      kind == 0 ? 0 : guest.at("device_type", kind).get("groups"),
      device.get("groups")
    };
  }

  /** dpm_sysfs_add: the attributes of a device without power management. */
  private static void addPower(SysfsDirectory power) throws ErrnoException {
    power.createFile("async", 0644, new Line("disabled\n"));
    power.createFile("autosuspend_delay_ms", 0644, new Attribute() {});
    power.createFile("control", 0644, new Line("auto\n"));
    power.createFile("runtime_active_kids", 0444, new Line("0\n"));
    power.createFile("runtime_active_time", 0444, new Line("0\n"));
    power.createFile("runtime_enabled", 0444, new Line("disabled\n"));
    power.createFile("runtime_status", 0444, new Line("unsupported\n"));
    power.createFile("runtime_suspended_time", 0444, new Line("0\n"));
    power.createFile("runtime_usage", 0444, new Line("0\n"));
  }

  private record Line(String text) implements Attribute {
    @Override
    public byte[] show() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** device_get_devnode: name and mode of its node; the mode is 0 when nobody says one. */
  private record Node(String name, int mode) {}

  private Node node(long dev) {
    Struct device = device(dev);
    long kind = device.get("type");
    long type = device.get("class");
    long method = kind == 0 ? 0 : guest.at("device_type", kind).get("devnode");
    int mode = 0;
    long named = 0;
    long out = guest.zalloc(Long.BYTES);
    try {
      if (method != 0) {
        named = guest.call(method, dev, out, 0, 0);
      }
      method = type == 0 ? 0 : guest.at("class", type).get("devnode");
      if (named == 0 && method != 0) {
        named = guest.call(method, dev, out);
      }
      mode = guest.memory().getShort(out) & 0xffff;
    } finally {
      guest.free(out);
    }
    if (named == 0) {
      return new Node(name(dev).replace('!', '/'), mode);
    }
    String name = guest.string(named);
    guest.free(named);
    return new Node(name, mode);
  }

  /** devtmpfs_create_node; that a program made the name before is no matter. */
  private void createNode(long dev, int number) {
    Node node = node(dev);
    try {
      devtmpfs.createNode(
          node.name(),
          node.mode() & 0777,
          Stat.makedev(number >>> MINOR_BITS, number & MINOR_MASK));
    } catch (ErrnoException e) {
      guest.log().debug("devtmpfs: " + node.name() + ": " + e.getMessage() + "\n");
    }
  }

  private void deleteNode(long dev) {
    Node node = node(dev);
    try {
      devtmpfs.deleteNode(node.name());
    } catch (ErrnoException e) {
      guest.log().debug("devtmpfs: " + node.name() + ": " + e.getMessage() + "\n");
    }
  }

  /** The attribute uevent (uevent_show, uevent_store). */
  private final class UeventFile implements Attribute {
    private final long dev;

    private UeventFile(long dev) {
      this.dev = dev;
    }

    @Override
    public byte[] show() throws ErrnoException {
      Struct env = guest.allocate("kobj_uevent_env");
      try {
        int error = addVariables(dev, env.address());
        if (error != 0) {
          throw new ErrnoException(-error);
        }
        return uevents.text(env.address()).getBytes(StandardCharsets.ISO_8859_1);
      } finally {
        guest.free(env.address());
      }
    }

    /** kobject_synth_uevent. */
    @Override
    public int store(byte[] text) throws ErrnoException {
      String action = new String(text, StandardCharsets.ISO_8859_1).strip();
      if (!uevents.sendNamed(kobject(dev), action.split(" ", 2)[0])) {
        throw new ErrnoException(Errno.EINVAL);
      }
      return text.length;
    }
  }

  /** dev_uevent. */
  int addVariables(long dev, long env) {
    Struct device = device(dev);
    int number = device.getInt("devt");
    if (number >>> MINOR_BITS != 0) {
      uevents.add(env, "MAJOR=" + (number >>> MINOR_BITS));
      uevents.add(env, "MINOR=" + (number & MINOR_MASK));
      Node node = node(dev);
      uevents.add(env, "DEVNAME=" + node.name());
      if (node.mode() != 0) {
        uevents.add(env, String.format(Locale.ROOT, "DEVMODE=0%o", node.mode() & 0777));
      }
    }
    long kind = device.get("type");
    if (kind != 0 && guest.at("device_type", kind).get("name") != 0) {
      uevents.add(env, "DEVTYPE=" + guest.string(guest.at("device_type", kind).get("name")));
    }
    int error = 0;
    long type = device.get("class");
    long method = type == 0 ? 0 : guest.at("class", type).get("dev_uevent");
    if (method != 0) {
      error = guest.callInt(method, dev, env);
    }
    method = kind == 0 ? 0 : guest.at("device_type", kind).get("uevent");
    return method == 0 ? error : guest.callInt(method, dev, env);
  }

  /** device_del. */
  public void delete(long dev) {
    Struct device = device(dev);
    long parent = device.get("parent");
    SysfsDirectory directory = kobjects.directory(kobject(dev));
    int number = device.getInt("devt");
    if (number >>> MINOR_BITS != 0) {
      deleteNode(dev);
      SysfsDirectory numbers = numberDirectory(device);
      if (numbers != null) {
        numbers.remove(numberText(number));
      }
    }
    removeClassLinks(device);
    if (directory != null) {
      long[] groups = groupsOf(device);
      for (int i = groups.length - 1; i >= 0; i--) {
        kobjects.groups().removeAll(kobject(dev), groups[i]);
      }
    }
    devices.remove(dev);
    uevents.sendRemove(kobject(dev));
    kobjects.delete(kobject(dev));
    leaveGlue(device, parent);
    if (parent != 0) {
      kobjects.put(kobject(parent));
    }
  }

  /** get_device, put_device. */
  public void put(long dev) {
    if (dev != 0) {
      kobjects.put(kobject(dev));
    }
  }

  /** device_create_groups_vargs: a new device, or ERR_PTR. */
  public long create(long type, long parent, int number, long data, long groups, String name) {
    if (type == 0 || Guest.isError(type)) {
      return Guest.errorPointer(Errno.ENODEV);
    }
    long dev = guest.zalloc(guest.structs().type("device").size());
    if (dev == 0) {
      return Guest.errorPointer(Errno.ENOMEM);
    }
    initialize(dev);
    Struct device = device(dev);
    device.set("devt", number);
    device.set("class", type);
    device.set("parent", parent);
    device.set("groups", groups);
    device.set("release", guest.addressOf().applyAsLong(DeviceFunctions.DEVICE_CREATE_RELEASE));
    device.set("driver_data", data);
    int error = setName(dev, name);
    if (error == 0) {
      error = add(dev);
    }
    if (error != 0) {
      put(dev);
      return error;
    }
    return dev;
  }

  /** device_unregister. */
  public void unregister(long dev) {
    delete(dev);
    put(dev);
  }

  /** class_find_device without its reference: the first of a class that matches; 0 if none. */
  public long find(long type, LongPredicate matches) {
    for (long dev : List.copyOf(devices)) {
      if (device(dev).get("class") == type && matches.test(dev)) {
        return dev;
      }
    }
    return 0;
  }

  /** All that were added, in that order. */
  List<Long> all() {
    return List.copyOf(devices);
  }

  /** device_release: of the kobject of a device. */
  void release(long kobj) {
    long dev = kobj - guest.structs().type("device").offset("kobj");
    Struct device = device(dev);
    long kind = device.get("type");
    long type = device.get("class");
    long method = device.get("release");
    if (method == 0 && kind != 0) {
      method = guest.at("device_type", kind).get("release");
    }
    if (method == 0 && type != 0) {
      method = guest.at("class", type).get("dev_release");
    }
    if (method != 0) {
      guest.call(method, dev);
    } else {
      guest
          .warning()
          .warn(
              "drivers/base/core.c:2510 device_release+0x79/0x90 <- kobject_put+0x8a/0x1d0 <-",
              "\0013Device '"
                  + kobjects.shownName(kobj)
                  + "' does not have a release() function, it is broken and must be fixed. See"
                  + " Documentation/core-api/kobject.rst.\n");
    }
  }
}
