package io.kobox.lib.kobject;

import io.kobox.fs.sysfs.KobjectGroups;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.RefcountExports;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kobjects of the machine: their names, references and places in /sys (lib/kobject.c). */
public final class Kobjects {
  private static final String KREF = "kref.refcount.refs.counter";

  private final Guest guest;
  private final RefcountExports refcounts;
  private final SysfsDirectory root;
  private final KobjectGroups groups;

  /** By the address in {@code kobj->sd}. */
  private final Map<Long, SysfsDirectory> directories = new HashMap<>();

  private final Map<String, Long> types = new HashMap<>();

  /**
   * @param root where kobjects without a parent go: /sys
   */
  public Kobjects(Guest guest, SysfsDirectory root) {
    this.guest = guest;
    this.refcounts = new RefcountExports(guest.memory(), guest.warning());
    this.root = root;
    this.groups = new KobjectGroups(guest, this::directory);
  }

  public Guest guest() {
    return guest;
  }

  /** What makes the attribute files of a kobject. */
  public KobjectGroups groups() {
    return groups;
  }

  private Struct kobject(long kobj) {
    return guest.at("kobject", kobj);
  }

  /** kobject_name. */
  public String name(long kobj) {
    return guest.string(kobject(kobj).get("name"));
  }

  /** Its name as %s prints it. */
  public String shownName(long kobj) {
    return kobject(kobj).get("name") == 0 ? "(null)" : name(kobj);
  }

  /** The directory of a kobject that was added; null for the others. */
  public @Nullable SysfsDirectory directory(long kobj) {
    return directories.get(kobject(kobj).get("sd"));
  }

  /** The directory that a {@code struct kernfs_node} stands for. */
  public @Nullable SysfsDirectory directoryOf(long kernfsNode) {
    return directories.get(kernfsNode);
  }

  /**
   * A struct kobj_type of the kernel's own, made when it is first asked for.
   *
   * @param release the served function that it names, "" for none
   */
  public long type(String name, String release, String show, String store) {
    Long known = types.get(name);
    if (known != null) {
      return known;
    }
    long type = guest.statics(guest.structs().type("kobj_type").size());
    long ops = guest.statics(guest.structs().type("sysfs_ops").size());
    Struct sysfsOps = guest.at("sysfs_ops", ops);
    sysfsOps.set("show", address(show));
    sysfsOps.set("store", address(store));
    Struct kobjType = guest.at("kobj_type", type);
    kobjType.set("release", address(release));
    kobjType.set("sysfs_ops", show.isEmpty() ? 0 : ops);
    types.put(name, type);
    return type;
  }

  private long address(String function) {
    return function.isEmpty() ? 0 : guest.addressOf().applyAsLong(function);
  }

  /** dynamic_kobj_ktype. */
  long dynamicType() {
    return type(
        "dynamic_kobj_ktype",
        KobjectFunctions.DYNAMIC_RELEASE,
        KobjectFunctions.SHOW,
        KobjectFunctions.STORE);
  }

  /** kset_ktype. */
  long ksetType() {
    return type(
        "kset_ktype", KobjectFunctions.KSET_RELEASE, KobjectFunctions.SHOW, KobjectFunctions.STORE);
  }

  /** kobject_init_internal. */
  private void initInternal(Struct kobject) {
    kobject.set(KREF, 1);
    guest.lists().init(kobject.addressOf("entry"));
    kobject.setBit("state_in_sysfs", false);
    kobject.setBit("state_add_uevent_sent", false);
    kobject.setBit("state_remove_uevent_sent", false);
    kobject.setBit("state_initialized", true);
  }

  /** kobject_init. */
  public void init(long kobj, long ktype) {
    if (kobj == 0 || ktype == 0) {
      String why =
          kobj == 0
              ? "invalid kobject pointer!"
              : "must have a ktype to be initialized properly!\n";
      guest.log().err(String.format("kobject (%s): %s\n", guest.pointer(kobj), why));
      guest.dumpStack().run();
      return;
    }
    Struct kobject = kobject(kobj);
    if (kobject.bit("state_initialized")) {
      guest
          .log()
          .err(
              String.format(
                  "kobject (%s): tried to init an initialized object, something is seriously"
                      + " wrong.\n",
                  guest.pointer(kobj)));
      guest.dumpStack().run();
    }
    initInternal(kobject);
    kobject.set("ktype", ktype);
  }

  /** kobject_set_name_vargs; 0 or -ENOMEM. */
  public int setName(long kobj, String text) {
    long name = guest.newString(text.replace('/', '!'));
    if (name == 0) {
      return -Errno.ENOMEM.number();
    }
    Struct kobject = kobject(kobj);
    guest.free(kobject.get("name"));
    kobject.set("name", name);
    return 0;
  }

  /** kobject_add: with a name that is set already when {@code name} is null. */
  public int add(long kobj, long parent, @Nullable String name) {
    if (kobj == 0) {
      return -Errno.EINVAL.number();
    }
    Struct kobject = kobject(kobj);
    if (!kobject.bit("state_initialized")) {
      guest
          .log()
          .err(
              String.format(
                  "kobject '%s' (%s): tried to add an uninitialized object, something is"
                      + " seriously wrong.\n",
                  shownName(kobj), guest.pointer(kobj)));
      guest.dumpStack().run();
      return -Errno.EINVAL.number();
    }
    if (name != null) {
      int error = setName(kobj, name);
      if (error != 0) {
        return error;
      }
    }
    kobject.set("parent", parent);
    return addInternal(kobject);
  }

  /** kobject_add_internal. */
  private int addInternal(Struct kobject) {
    String name = guest.string(kobject.get("name"));
    if (name.isEmpty()) {
      guest
          .warning()
          .warn(
              "lib/kobject.c:210 kobject_add_internal+0x241/0x260",
              String.format(
                  "kobject: (%s): attempted to be registered with empty name!\n",
                  guest.pointer(kobject.address())));
      return -Errno.EINVAL.number();
    }
    long parent = get(kobject.get("parent"));
    long kset = kobject.get("kset");
    if (kset != 0) {
      if (parent == 0) {
        parent = get(guest.at("kset", kset).addressOf("kobj"));
      }
      joinKset(kobject, kset);
      kobject.set("parent", parent);
    }
    try {
      createDirectory(kobject, parent, name);
    } catch (ErrnoException e) {
      leaveKset(kobject);
      put(parent);
      kobject.set("parent", 0);
      String parentName = parent == 0 ? "'none'" : name(parent);
      guest
          .log()
          .err(
              e.errno() == Errno.EEXIST
                  ? "kobject_add_internal failed for "
                      + name
                      + " with -EEXIST, don't try to register things with the same name in the"
                      + " same directory.\n"
                  : "kobject_add_internal failed for "
                      + name
                      + " (error: "
                      + -e.number()
                      + " parent: "
                      + parentName
                      + ")\n");
      return -e.number();
    }
    kobject.setBit("state_in_sysfs", true);
    return 0;
  }

  /** create_dir, and the default groups of the type. */
  private void createDirectory(Struct kobject, long parent, String name) throws ErrnoException {
    SysfsDirectory above = parent == 0 ? root : directory(parent);
    if (above == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    SysfsDirectory directory;
    try {
      directory = above.createDirectory(name);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        groups.warnDuplicate(above, name);
      }
      throw e;
    }
    adopt(kobject, directory);
    long ktype = kobject.get("ktype");
    long defaults = ktype == 0 ? 0 : guest.at("kobj_type", ktype).get("default_groups");
    int error = groups.createAll(kobject.address(), defaults);
    if (error != 0) {
      removeDirectory(kobject);
      throw new ErrnoException(-error);
    }
  }

  private void adopt(Struct kobject, SysfsDirectory directory) throws ErrnoException {
    Struct node = guest.allocate("kernfs_node");
    node.set("name", kobject.get("name"));
    kobject.set("sd", node.address());
    directories.put(node.address(), directory);
  }

  /** A kobject of the kernel's own for a directory that is there already. */
  public long adopt(SysfsDirectory directory) throws ErrnoException {
    Struct kobject = guest.allocate("kobject");
    init(kobject.address(), dynamicType());
    int error = setName(kobject.address(), directory.dentry().name());
    if (error != 0) {
      throw new ErrnoException(-error);
    }
    adopt(kobject, directory);
    kobject.setBit("state_in_sysfs", true);
    return kobject.address();
  }

  private void removeDirectory(Struct kobject) {
    long node = kobject.get("sd");
    SysfsDirectory directory = directories.remove(node);
    if (directory != null) {
      parentOf(directory).remove(directory.dentry().name());
    }
    guest.free(node);
    kobject.set("sd", 0);
  }

  private SysfsDirectory parentOf(SysfsDirectory directory) {
    return directory.dentry().parent().inode() instanceof SysfsDirectory above ? above : root;
  }

  private void joinKset(Struct kobject, long kset) {
    get(guest.at("kset", kset).addressOf("kobj"));
    guest.lists().addTail(kobject.addressOf("entry"), guest.at("kset", kset).addressOf("list"));
  }

  private void leaveKset(Struct kobject) {
    long kset = kobject.get("kset");
    if (kset != 0) {
      guest.lists().deleteInit(kobject.addressOf("entry"));
      put(guest.at("kset", kset).addressOf("kobj"));
    }
  }

  /** kobject_create_and_add: 0 on any error. */
  public long createAndAdd(String name, long parent) {
    long kobj = guest.zalloc(guest.structs().type("kobject").size());
    if (kobj == 0) {
      return 0;
    }
    init(kobj, dynamicType());
    int error = add(kobj, parent, name);
    if (error != 0) {
      guest.log().warn("kobject_create_and_add: kobject_add error: " + error + "\n");
      put(kobj);
      return 0;
    }
    return kobj;
  }

  /** kobject_rename. */
  int rename(long kobj, String name) {
    SysfsDirectory directory = directory(kobj);
    if (directory == null || kobject(kobj).get("parent") == 0) {
      return -Errno.EINVAL.number();
    }
    try {
      parentOf(directory).rename(directory.dentry().name(), name);
    } catch (ErrnoException e) {
      return -e.number();
    }
    return setName(kobj, name);
  }

  /** kobject_get. */
  public long get(long kobj) {
    if (kobj != 0) {
      Struct kobject = kobject(kobj);
      if (!kobject.bit("state_initialized")) {
        guest
            .warning()
            .warn(
                "lib/kobject.c:632 kobject_get+0x43/0x70",
                String.format(
                    "kobject: '%s' (%s): is not initialized, yet kobject_get() is being"
                        + " called.\n",
                    shownName(kobj), guest.pointer(kobj)));
      }
      if (kobject.getInt(KREF) == 0) {
        refcounts.saturate(
            kobject.addressOf(KREF), RefcountExports.ADD_UAF, " <- kobject_get+0x64/0x70 <-");
      } else {
        kobject.set(KREF, kobject.get(KREF) + 1);
      }
    }
    return kobj;
  }

  /** kobject_put. */
  public void put(long kobj) {
    if (kobj == 0) {
      return;
    }
    Struct kobject = kobject(kobj);
    if (!kobject.bit("state_initialized")) {
      guest
          .warning()
          .warn(
              "lib/kobject.c:726 kobject_put+0xbd/0x1d0",
              String.format(
                  "kobject: '%s' (%s): is not initialized, yet kobject_put() is being"
                      + " called.\n",
                  shownName(kobj), guest.pointer(kobj)));
    }
    if (kobject.getInt(KREF) <= 0) {
      refcounts.saturate(kobject.addressOf(KREF), RefcountExports.SUB_UAF, " <-");
      return;
    }
    long left = kobject.get(KREF) - 1;
    kobject.set(KREF, left);
    if (left == 0) {
      cleanUp(kobject);
    }
  }

  /** kobject_cleanup. */
  private void cleanUp(Struct kobject) {
    long name = kobject.get("name");
    long parent = 0;
    if (kobject.bit("state_in_sysfs")) {
      parent = kobject.get("parent");
      deleteInternal(kobject);
    }
    long ktype = kobject.get("ktype");
    long release = ktype == 0 ? 0 : guest.at("kobj_type", ktype).get("release");
    if (release != 0) {
      guest.call(release, kobject.address());
    }
    guest.free(name);
    put(parent);
  }

  /** kobject_del. */
  public void delete(long kobj) {
    if (kobj != 0) {
      Struct kobject = kobject(kobj);
      long parent = kobject.get("parent");
      deleteInternal(kobject);
      put(parent);
    }
  }

  /** __kobject_del. */
  private void deleteInternal(Struct kobject) {
    removeDirectory(kobject);
    kobject.setBit("state_in_sysfs", false);
    leaveKset(kobject);
    kobject.set("parent", 0);
  }

  /** kset_init. */
  void initKset(long kset) {
    Struct struct = guest.at("kset", kset);
    initInternal(guest.at("kobject", struct.addressOf("kobj")));
    guest.lists().init(struct.addressOf("list"));
  }

  /** kset_register. */
  public int registerKset(long kset) {
    initKset(kset);
    return addInternal(guest.at("kobject", guest.at("kset", kset).addressOf("kobj")));
  }

  /** kset_create_and_add: 0 on any error. */
  public long createKset(String name, long ueventOps, long parent) {
    long kset = guest.zalloc(guest.structs().type("kset").size());
    if (kset == 0) {
      return 0;
    }
    Struct struct = guest.at("kset", kset);
    setName(struct.addressOf("kobj"), name);
    struct.set("uevent_ops", ueventOps);
    struct.set("kobj.parent", parent);
    struct.set("kobj.ktype", ksetType());
    if (registerKset(kset) != 0) {
      guest.free(kset);
      return 0;
    }
    return kset;
  }

  /** kset_unregister. */
  public void unregisterKset(long kset) {
    if (kset != 0) {
      long kobj = guest.at("kset", kset).addressOf("kobj");
      delete(kobj);
      put(kobj);
    }
  }

  /** kobject_get_path: {@code /devices/virtual/misc/x}; empty if it is nowhere. */
  public String path(long kobj) {
    SysfsDirectory directory = directory(kobj);
    return directory == null ? "" : groups.path(directory);
  }
}
