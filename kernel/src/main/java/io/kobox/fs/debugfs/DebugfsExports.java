package io.kobox.fs.debugfs;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import java.util.Locale;

/** fs/debugfs/inode.c and file.c. */
public final class DebugfsExports {
  private static final String DECIMAL = "%llu\n";
  private static final String HEX = "0x%0*llx\n";

  private final Guest guest;
  private final GuestDebugfs debugfs;

  public DebugfsExports(GuestDebugfs debugfs) {
    this.guest = debugfs.guest();
    this.debugfs = debugfs;
  }

  /** struct dentry *debugfs_create_dir(const char *name, struct dentry *parent). */
  @KernelExport
  long debugfs_create_dir(String name, long parent) {
    return debugfs.createDirectory(name, parent);
  }

  /**
   * struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent, void
   * *data, const struct file_operations *fops).
   */
  @KernelExport(aliases = "debugfs_create_file_unsafe")
  long debugfs_create_file(String name, short mode, long parent, long data, long operations) {
    return debugfs.createFile(name, mode, parent, data, operations);
  }

  /**
   * struct dentry *debugfs_create_file_full(name, mode, parent, data, const void *aux, fops); what
   * debugfs_create_file() is since 6.14.
   */
  @KernelExport(level = Level.PARTIAL, note = "the auxiliary pointer is not kept")
  long debugfs_create_file_full(
      String name, short mode, long parent, long data, long auxiliary, long operations) {
    return debugfs.createFile(name, mode, parent, data, operations);
  }

  /**
   * void debugfs_create_file_size(const char *name, umode_t mode, struct dentry *parent, void
   * *data, const struct file_operations *fops, loff_t file_size).
   */
  @KernelExport(level = Level.PARTIAL, note = "stat shows a size of 0")
  void debugfs_create_file_size(
      String name, short mode, long parent, long data, long operations, long size) {
    debugfs.createFile(name, mode, parent, data, operations);
  }

  /**
   * struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char
   * *dest).
   */
  @KernelExport
  long debugfs_create_symlink(String name, long parent, String target) {
    return debugfs.createSymlink(name, parent, target);
  }

  /** void debugfs_remove(struct dentry *dentry). */
  @KernelExport
  void debugfs_remove(long dentry) {
    debugfs.remove(dentry);
  }

  /** void debugfs_lookup_and_remove(const char *name, struct dentry *parent). */
  @KernelExport
  void debugfs_lookup_and_remove(String name, long parent) {
    debugfs.remove(debugfs.lookup(name, parent));
  }

  /** struct dentry *debugfs_lookup(const char *name, struct dentry *parent). */
  @KernelExport(level = Level.PARTIAL, note = "finds what modules made")
  long debugfs_lookup(String name, long parent) {
    return debugfs.lookup(name, parent);
  }

  /**
   * struct dentry *debugfs_rename(struct dentry *old_dir, struct dentry *old_dentry, struct dentry
   * *new_dir, const char *new_name).
   */
  @KernelExport(level = Level.PARTIAL, note = "only within a directory")
  long debugfs_rename(long oldDirectory, long dentry, long newDirectory, String name) {
    return debugfs.rename(dentry, newDirectory, name);
  }

  /** bool debugfs_initialized(void). */
  @KernelExport
  boolean debugfs_initialized() {
    return true;
  }

  /** int debugfs_file_get(struct dentry *dentry). */
  @KernelExport
  int debugfs_file_get(long dentry) {
    return debugfs.isPresent(dentry) ? 0 : -Errno.EIO.number();
  }

  /** void debugfs_file_put(struct dentry *dentry). */
  @KernelExport(level = Level.PARTIAL, note = "a removal does not wait for methods under way")
  void debugfs_file_put(long dentry) {
    debugfs.isPresent(dentry);
  }

  private void number(String name, int mode, long parent, long value, int size, String format) {
    NumberFile file = new NumberFile(guest, mode, value, size, format, false);
    debugfs.createFile(name, mode, parent, value, file);
  }

  private static String hex(int size) {
    return HEX.replace("*", Integer.toString(size * 2));
  }

  /** void debugfs_create_u8(const char *, umode_t, struct dentry *, u8 *value). */
  @KernelExport
  void debugfs_create_u8(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Byte.BYTES, DECIMAL);
  }

  /** void debugfs_create_u16(const char *, umode_t, struct dentry *, u16 *value). */
  @KernelExport
  void debugfs_create_u16(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Short.BYTES, DECIMAL);
  }

  /** void debugfs_create_u32(const char *, umode_t, struct dentry *, u32 *value). */
  @KernelExport
  void debugfs_create_u32(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Integer.BYTES, DECIMAL);
  }

  /** void debugfs_create_u64(const char *, umode_t, struct dentry *, u64 *value). */
  @KernelExport
  void debugfs_create_u64(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Long.BYTES, DECIMAL);
  }

  /** void debugfs_create_ulong(const char *, umode_t, struct dentry *, unsigned long *value). */
  @KernelExport(aliases = "debugfs_create_size_t")
  void debugfs_create_ulong(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Long.BYTES, DECIMAL);
  }

  /** void debugfs_create_x8(const char *, umode_t, struct dentry *, u8 *value). */
  @KernelExport
  void debugfs_create_x8(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Byte.BYTES, hex(Byte.BYTES));
  }

  /** void debugfs_create_x16(const char *, umode_t, struct dentry *, u16 *value). */
  @KernelExport
  void debugfs_create_x16(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Short.BYTES, hex(Short.BYTES));
  }

  /** void debugfs_create_x32(const char *, umode_t, struct dentry *, u32 *value). */
  @KernelExport
  void debugfs_create_x32(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Integer.BYTES, hex(Integer.BYTES));
  }

  /** void debugfs_create_x64(const char *, umode_t, struct dentry *, u64 *value). */
  @KernelExport
  void debugfs_create_x64(String name, short mode, long parent, long value) {
    number(name, mode, parent, value, Long.BYTES, hex(Long.BYTES));
  }

  /** void debugfs_create_atomic_t(const char *, umode_t, struct dentry *, atomic_t *value). */
  @KernelExport
  void debugfs_create_atomic_t(String name, short mode, long parent, long value) {
    NumberFile file = new NumberFile(guest, mode, value, Integer.BYTES, "%lld\n", true);
    debugfs.createFile(name, mode, parent, value, file);
  }

  /** void debugfs_create_bool(const char *, umode_t, struct dentry *, bool *value). */
  @KernelExport
  void debugfs_create_bool(String name, short mode, long parent, long value) {
    debugfs.createFile(name, mode, parent, value, new BoolFile(guest, mode, value));
  }

  /**
   * struct dentry *debugfs_create_blob(const char *, umode_t, struct dentry *, struct
   * debugfs_blob_wrapper *blob).
   */
  @KernelExport
  long debugfs_create_blob(String name, short mode, long parent, long blob) {
    return debugfs.createFile(name, mode, parent, blob, new BlobFile(guest, blob));
  }

  /**
   * void debugfs_create_u32_array(const char *, umode_t, struct dentry *, struct debugfs_u32_array
   * *array).
   */
  @KernelExport
  void debugfs_create_u32_array(String name, short mode, long parent, long array) {
    debugfs.createFile(name, mode, parent, array, new TextFile(() -> arrayText(array)));
  }

  private String arrayText(long address) {
    Struct array = guest.at("debugfs_u32_array", address);
    StringBuilder text = new StringBuilder();
    int count = array.getInt("n_elements");
    for (int i = 0; i < count; i++) {
      int value = guest.memory().getInt(array.get("array") + 4L * i);
      text.append(Integer.toUnsignedString(value)).append(i + 1 < count ? ' ' : '\n');
    }
    return text.toString();
  }

  /**
   * void debugfs_create_regset32(const char *, umode_t, struct dentry *, struct debugfs_regset32
   * *regset).
   */
  @KernelExport
  void debugfs_create_regset32(String name, short mode, long parent, long regset) {
    debugfs.createFile(name, mode, parent, regset, new TextFile(() -> registersText(regset)));
  }

  private String registersText(long regset) {
    Struct set = guest.at("debugfs_regset32", regset);
    return registersText(set.get("regs"), set.getInt("nregs"), set.get("base"), "");
  }

  private String registersText(long registers, int count, long base, String prefix) {
    int size = guest.structs().type("debugfs_reg32").size();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Struct register = guest.at("debugfs_reg32", registers + (long) i * size);
      int value = guest.memory().getInt(base + register.get("offset"));
      String name = guest.string(register.get("name"));
      text.append(String.format(Locale.ROOT, "%s%s = 0x%08x\n", prefix, name, value));
    }
    return text.toString();
  }

  /**
   * void debugfs_print_regs32(struct seq_file *s, const struct debugfs_reg32 *regs, int nregs, void
   * __iomem *base, char *prefix).
   */
  @KernelExport
  void debugfs_print_regs32(long seq, long registers, int count, long base, long prefix) {
    String text = registersText(registers, count, base, guest.string(prefix));
    long copy = guest.newString(text);
    guest.call(guest.addressOf().applyAsLong("seq_puts"), seq, copy);
    guest.free(copy);
  }
}
