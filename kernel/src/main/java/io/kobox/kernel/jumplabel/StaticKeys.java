package io.kobox.kernel.jumplabel;

import io.kobox.loader.JumpLabels;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The static keys of modules: switching one rewrites the code at its branches (kernel/jump_label.c:
 * static_key_enable). Keys of the kernel itself stay as they are.
 */
public final class StaticKeys {
  private static final byte[] NOP2 = {0x66, (byte) 0x90};
  private static final byte[] NOP5 = {0x0f, 0x1f, 0x44, 0, 0};
  private static final int JMP8 = 0xeb;
  private static final int JMP32 = 0xe9;

  /** What a module has of branches, and which places can be written now. */
  private record Branches(List<JumpLabels.Entry> entries, LongPredicate present) {}

  private final Structs structs;
  private final GuestMemory memory;
  private final PageTables tables;
  private final List<Branches> modules = new ArrayList<>();

  public StaticKeys(Structs structs, GuestMemory memory, PageTables tables) {
    this.structs = structs;
    this.memory = memory;
    this.tables = tables;
  }

  /**
   * jump_label_add_module.
   *
   * @param present whether the module still has the code at an address: its init goes away
   * @return takes the branches away again
   */
  public Runnable add(List<JumpLabels.Entry> entries, LongPredicate present) {
    Branches branches = new Branches(List.copyOf(entries), present);
    modules.add(branches);
    for (JumpLabels.Entry entry : entries) {
      if (isOfModule(entry.key()) && present.test(entry.code())) {
        boolean jumps = isEnabled(entry.key()) != entry.isBranch();
        if (jumps != isJump(entry.code())) {
          poke(entry.code(), instruction(entry, jumps));
        }
      }
    }
    return () -> modules.remove(branches);
  }

  /** Whether a key may have been switched since the code at its branches was compiled. */
  private static boolean isOfModule(long key) {
    return Long.compareUnsigned(key, AddressLayout.MODULES) >= 0
        && Long.compareUnsigned(key, AddressLayout.MODULES_END) < 0;
  }

  private boolean isEnabled(long key) {
    return structs.at("static_key", key).getInt("enabled.counter") > 0;
  }

  private boolean isJump(long code) {
    int first = memory.getByte(code) & 0xff;
    return first == JMP8 || first == JMP32;
  }

  /** static_key_enable or static_key_disable of the struct static_key at {@code key}. */
  public void set(long key, boolean enabled) {
    if (isEnabled(key) == enabled) {
      return;
    }
    structs.at("static_key", key).set("enabled.counter", enabled ? 1 : 0);
    for (Branches branches : modules) {
      for (JumpLabels.Entry entry : branches.entries()) {
        if (entry.key() == key && branches.present().test(entry.code())) {
          poke(entry.code(), instruction(entry, enabled != entry.isBranch()));
        }
      }
    }
  }

  /** arch_jump_entry_size and __jump_label_set_jump_code. */
  private byte[] instruction(JumpLabels.Entry entry, boolean jumps) {
    int first = memory.getByte(entry.code()) & 0xff;
    boolean small = first == JMP8 || first == (NOP2[0] & 0xff);
    if (!jumps) {
      return small ? NOP2 : NOP5;
    }
    long distance = entry.target() - entry.code();
    if (small) {
      return new byte[] {(byte) JMP8, (byte) (distance - NOP2.length)};
    }
    int offset = (int) (distance - NOP5.length);
    return new byte[] {
      (byte) JMP32,
      (byte) offset,
      (byte) (offset >> 8),
      (byte) (offset >> 16),
      (byte) (offset >> 24)
    };
  }

  /** text_poke: writes code, whose page is not writable by the guest. */
  private void poke(long address, byte[] code) {
    for (int i = 0; i < code.length; i++) {
      Protection before = tables.protection(address + i);
      tables.protect(
          page(address + i),
          AddressLayout.PAGE_SIZE,
          new Protection(true, before.execute(), false));
      memory.putByte(address + i, code[i]);
      tables.protect(page(address + i), AddressLayout.PAGE_SIZE, before);
    }
  }

  private static long page(long address) {
    return address & -AddressLayout.PAGE_SIZE;
  }
}
