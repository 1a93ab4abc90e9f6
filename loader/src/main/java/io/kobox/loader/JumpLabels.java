package io.kobox.loader;

import java.util.ArrayList;
import java.util.List;

/** The static branches listed in __jump_table (struct jump_entry, include/linux/jump_label.h). */
public final class JumpLabels {
  private static final int ENTRY_BYTES = 16;
  private static final long BRANCH = 1;
  private static final long FLAGS = 3;

  /**
   * A struct jump_entry.
   *
   * @param code address of the nop or jump
   * @param target where the jump goes
   * @param key of the struct static_key
   * @param isBranch the code jumps while the key is false
   */
  public record Entry(long code, long target, long key, boolean isBranch) {}

  private JumpLabels() {}

  /** All entries, in the section's order; the kernel sorts them by key. */
  public static List<Entry> entries(ModuleImage image) throws ModuleLoadException {
    ModuleSections.Objects table =
        new ModuleSections(image).objects(ModuleTable.JUMP_TABLE, ENTRY_BYTES);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < table.count(); i++) {
      long entry = table.address() + (long) i * ENTRY_BYTES;
      long key = entry + 8 + image.u64(entry + 8);
      entries.add(
          new Entry(
              entry + image.s32(entry),
              entry + 4 + image.s32(entry + 4),
              key & ~FLAGS,
              (key & BRANCH) != 0));
    }
    return entries;
  }
}
