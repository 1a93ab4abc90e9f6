package io.kobox.lib.dynamicdebug;

import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;

/** A call of pr_debug or its kin (struct _ddebug). */
final class DdebugSite {
  /** _DPRINTK_CLASS_DFLT: the site is of no class. */
  static final int NO_CLASS = 63;

  private static final int LINE_BITS = 18;

  private final Struct struct;
  private final GuestMemory memory;

  DdebugSite(Struct struct, GuestMemory memory) {
    this.struct = struct;
    this.memory = memory;
  }

  String function() {
    return memory.string(struct.get("function"));
  }

  String filename() {
    return memory.string(struct.get("filename"));
  }

  String format() {
    return memory.string(struct.get("format"));
  }

  private int lineAndClass() {
    return memory.getInt(struct.addressOf("lineno"));
  }

  long line() {
    return lineAndClass() & ((1 << LINE_BITS) - 1);
  }

  int classId() {
    return struct.has("class_id") ? (lineAndClass() >>> LINE_BITS) & NO_CLASS : NO_CLASS;
  }

  int flags() {
    return memory.getByte(struct.addressOf("flags")) & 0xff;
  }

  void setFlags(int flags) {
    memory.putByte(struct.addressOf("flags"), (byte) flags);
  }

  /** The struct static_key that its branch asks; 0: it has none. */
  long key() {
    return struct.has("key") ? struct.addressOf("key") : 0;
  }
}
