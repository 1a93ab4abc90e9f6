package io.kobox.lib.kobject;

import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import java.util.Arrays;

/**
 * Events about kobjects (lib/kobject_uevent.c). They are made as the kernel makes them, with all
 * calls into the guest; as no program here listens on a netlink socket, nobody receives them.
 */
public final class Uevents {
  private static final String[] ACTIONS = {
    "add", "remove", "change", "move", "online", "offline", "bind", "unbind"
  };
  private static final int ADD = 0;
  private static final int REMOVE = 1;

  private final Guest guest;
  private final Kobjects kobjects;
  private long sequence;

  public Uevents(Guest guest, Kobjects kobjects) {
    this.guest = guest;
    this.kobjects = kobjects;
  }

  /** KOBJ_ADD. */
  public void sendAdd(long kobj) {
    send(kobj, ADD, 0);
  }

  /** KOBJ_REMOVE. */
  public void sendRemove(long kobj) {
    send(kobj, REMOVE, 0);
  }

  /** The event of that name, as a program asks for it; false if there is no such. */
  public boolean sendNamed(long kobj, String action) {
    int index = Arrays.asList(ACTIONS).indexOf(action);
    if (index >= 0) {
      send(kobj, index, 0);
    }
    return index >= 0;
  }

  /** kobject_uevent_env; 0 or a negative errno. */
  int send(long kobj, int action, long extra) {
    if (action < 0 || action >= ACTIONS.length) {
      return -Errno.EINVAL.number();
    }
    Struct kobject = guest.at("kobject", kobj);
    if (action == REMOVE) {
      kobject.setBit("state_remove_uevent_sent", true);
    }
    Struct top = kobject;
    while (top.get("kset") == 0 && top.get("parent") != 0) {
      top = guest.at("kobject", top.get("parent"));
    }
    if (top.get("kset") == 0) {
      return -Errno.EINVAL.number();
    }
    if (kobject.bit("uevent_suppress")) {
      return 0;
    }
    Struct kset = guest.at("kset", top.get("kset"));
    long ops = kset.get("uevent_ops");
    long filter = ops == 0 ? 0 : guest.at("kset_uevent_ops", ops).get("filter");
    if (filter != 0 && guest.callInt(filter, kobj) == 0) {
      return 0;
    }
    return broadcast(kobject, kset, ops, action, extra);
  }

  private int broadcast(Struct kobject, Struct kset, long ops, int action, long extra) {
    long kobj = kobject.address();
    long nameMethod = ops == 0 ? 0 : guest.at("kset_uevent_ops", ops).get("name");
    long name =
        nameMethod == 0
            ? guest.at("kobject", kset.addressOf("kobj")).get("name")
            : guest.call(nameMethod, kobj);
    if (name == 0) {
      return 0;
    }
    long env = guest.zalloc(guest.structs().type("kobj_uevent_env").size());
    if (env == 0) {
      return -Errno.ENOMEM.number();
    }
    try {
      int error = fill(env, kobject, guest.string(name), ACTIONS[action], extra);
      long uevent = ops == 0 ? 0 : guest.at("kset_uevent_ops", ops).get("uevent");
      if (error == 0 && uevent != 0) {
        error = guest.callInt(uevent, kobj, env);
      }
      if (error == 0 && action == ADD) {
        kobject.setBit("state_add_uevent_sent", true);
      }
      return error == 0 ? add(env, "SEQNUM=" + ++sequence) : error;
    } finally {
      guest.free(env);
    }
  }

  private int fill(long env, Struct kobject, String subsystem, String action, long extra) {
    String path = kobjects.path(kobject.address());
    if (path.isEmpty()) {
      return -Errno.ENOENT.number();
    }
    int error = add(env, "ACTION=" + action);
    error = error == 0 ? add(env, "DEVPATH=" + path) : error;
    error = error == 0 ? add(env, "SUBSYSTEM=" + subsystem) : error;
    for (long at = extra; error == 0 && at != 0; at += Long.BYTES) {
      long text = guest.memory().getLong(at);
      if (text == 0) {
        break;
      }
      error = add(env, guest.string(text));
    }
    return error;
  }

  /** add_uevent_var. */
  public int add(long env, String text) {
    Struct struct = guest.at("kobj_uevent_env", env);
    var type = guest.structs().type("kobj_uevent_env");
    int index = struct.getInt("envp_idx");
    int length = struct.getInt("buflen");
    if (index >= type.field("envp").size() / Long.BYTES) {
      return tooMuch("lib/kobject_uevent.c:675 add_uevent_var+0x103/0x130", "too many keys");
    }
    if (text.length() >= type.field("buf").size() - length) {
      return tooMuch(
          "lib/kobject_uevent.c:686 add_uevent_var+0x118/0x130", "buffer size too small");
    }
    long at = struct.addressOf("buf") + length;
    guest.memory().putString(at, text);
    guest.memory().putLong(struct.addressOf("envp") + 8L * index, at);
    struct.set("envp_idx", index + 1L);
    struct.set("buflen", length + text.length() + 1L);
    return 0;
  }

  private int tooMuch(String place, String what) {
    guest.warning().warn(place, "\0013add_uevent_var: " + what + "\n");
    return -Errno.ENOMEM.number();
  }

  /** What the variables of an event so far are, a line each (uevent_show). */
  public String text(long env) {
    Struct struct = guest.at("kobj_uevent_env", env);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < struct.getInt("envp_idx"); i++) {
      text.append(guest.string(guest.memory().getLong(struct.addressOf("envp") + 8L * i)));
      text.append('\n');
    }
    return text.toString();
  }
}
