package io.kobox.gdb;

import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The registers in gdb's order, and the XML that tells it of them. gdb wants the floating-point
 * registers of the i386 core, too; a kernel has no use for them, so their values are not available.
 */
final class TargetDescription {
  /**
   * A register of gdb's.
   *
   * @param source where its value comes from; null: it is not available
   */
  record Entry(String name, int bits, String type, @Nullable Register source) {
    int bytes() {
      return bits / Byte.SIZE;
    }
  }

  private static final List<Entry> CORE = core();
  private static final List<Entry> SEGMENTS =
      List.of(
          new Entry("fs_base", 64, "int", Register.FS_BASE),
          new Entry("gs_base", 64, "int", Register.GS_BASE));
  private static final List<Entry> CONTROL =
      List.of(
          new Entry("cr0", 64, "int", Register.CR0),
          new Entry("cr2", 64, "int", Register.CR2),
          new Entry("cr3", 64, "int", Register.CR3),
          new Entry("cr4", 64, "int", Register.CR4));

  /** All of them, by their numbers. */
  static final List<Entry> REGISTERS = all();

  /** The answer to {@code qXfer:features:read:target.xml}. */
  static final String XML =
      """
      <?xml version="1.0"?>
      <!DOCTYPE target SYSTEM "gdb-target.dtd">
      <target version="1.0">
      <architecture>i386:x86-64</architecture>
      <osabi>none</osabi>
      """
          + feature("org.gnu.gdb.i386.core", CORE)
          + feature("org.gnu.gdb.i386.segments", SEGMENTS)
          + feature("io.kobox.control", CONTROL)
          + "</target>\n";

  private TargetDescription() {}

  private static List<Entry> core() {
    List<Entry> entries = new ArrayList<>();
    Register[] general = {
      Register.RAX, Register.RBX, Register.RCX, Register.RDX, Register.RSI, Register.RDI,
      Register.RBP, Register.RSP, Register.R8, Register.R9, Register.R10, Register.R11,
      Register.R12, Register.R13, Register.R14, Register.R15
    };
    for (Register register : general) {
      boolean pointer = register == Register.RBP || register == Register.RSP;
      entries.add(entry(register, 64, pointer ? "data_ptr" : "int64"));
    }
    entries.add(entry(Register.RIP, 64, "code_ptr"));
    entries.add(new Entry("eflags", 32, "int", Register.RFLAGS));
    for (Register segment :
        List.of(Register.CS, Register.SS, Register.DS, Register.ES, Register.FS, Register.GS)) {
      entries.add(entry(segment, 32, "int32"));
    }
    for (int i = 0; i < 8; i++) {
      entries.add(new Entry("st" + i, 80, "i387_ext", null));
    }
    for (String name :
        List.of("fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop")) {
      entries.add(new Entry(name, 32, "int", null));
    }
    return entries;
  }

  private static Entry entry(Register register, int bits, String type) {
    return new Entry(register.name().toLowerCase(Locale.ROOT), bits, type, register);
  }

  private static List<Entry> all() {
    List<Entry> entries = new ArrayList<>(CORE);
    entries.addAll(SEGMENTS);
    entries.addAll(CONTROL);
    return List.copyOf(entries);
  }

  private static String feature(String name, List<Entry> entries) {
    StringBuilder xml = new StringBuilder("<feature name=\"" + name + "\">\n");
    for (Entry entry : entries) {
      xml.append(
          String.format(
              Locale.ROOT,
              "<reg name=\"%s\" bitsize=\"%d\" type=\"%s\"/>%n",
              entry.name(),
              entry.bits(),
              entry.type()));
    }
    return xml.append("</feature>\n").toString();
  }
}
