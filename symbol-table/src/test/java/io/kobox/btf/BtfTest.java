package io.kobox.btf;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.profile.KernelProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The embedded kernel's types against what pahole and bpftool print of them. */
final class BtfTest {
  private static final Btf TYPES = KernelProfile.embedded().types();

  /** Columns: struct, path ("" for the struct itself), bit offset, size, bits of a bit field. */
  @TestFactory
  List<DynamicTest> placesAsPaholePrintsThem() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Executable> checks = new ArrayList<>();
    String current = "";
    for (String line : resource("pahole-6.1.0-56-amd64.tsv").lines().toList()) {
      String[] columns = line.split("\t", -1);
      if (!columns[0].equals(current)) {
        List<Executable> facts = new ArrayList<>();
        checks = facts;
        current = columns[0];
        tests.add(DynamicTest.dynamicTest(current, () -> assertAll(facts)));
      }
      checks.add(() -> assertPlace(columns));
    }
    return tests;
  }

  private static void assertPlace(String[] columns) {
    BtfStruct struct = TYPES.struct(columns[0]);
    if (columns[1].isEmpty()) {
      assertEquals(Long.parseLong(columns[3]), struct.size(), columns[0]);
      return;
    }
    BtfField field = struct.field(columns[1]);
    BtfField expected =
        new BtfField(
            columns[1],
            field.type(),
            Long.parseLong(columns[2]),
            Integer.parseInt(columns[4]),
            Long.parseLong(columns[3]));
    assertEquals(expected, field, columns[0]);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = BtfTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void pathsGoThroughStructsAndArrays() {
    BtfStruct file = TYPES.struct("file");
    assertEquals(200, file.field("private_data").offset());
    assertEquals(8, file.field("private_data").size());
    // struct path { struct vfsmount *mnt; struct dentry *dentry; } at 16
    assertEquals(24, file.field("f_path.dentry").offset());
    // char name[56] at 24
    assertEquals(24 + 7, TYPES.struct("module").field("name[7]").offset());
    assertEquals(1, TYPES.struct("module").field("name[7]").size());
    assertNull(TYPES.struct("module").findField("name[56]"));
    assertNull(TYPES.struct("module").findField("name[-1]"));
    assertNull(TYPES.struct("module").findField("state.x"));
    assertNull(TYPES.struct("module").findField(""));
    assertFalse(file.hasField("f_path."));
    assertTrue(file.hasField("f_rcuhead.func"));
  }

  @Test
  void sizesOfNamedTypes() {
    assertEquals(8, TYPES.sizeOf("long unsigned int"));
    assertEquals(4, TYPES.sizeOf("atomic_t"));
    assertEquals(16, TYPES.sizeOf("struct list_head"));
    assertEquals(8, TYPES.sizeOf("struct no_such_struct *"));
    assertEquals(64, TYPES.sizeOf("struct list_head[4]"));
    assertEquals(4, TYPES.sizeOf("enum module_state"));
    assertThrows(NoSuchTypeException.class, () -> TYPES.sizeOf("struct no_such_struct"));
    assertThrows(NoSuchTypeException.class, () -> TYPES.sizeOf("char[x]"));
  }

  @Test
  void enumerators() {
    assertEquals(0, TYPES.enumValue("MODULE_STATE_LIVE"));
    assertEquals(3, TYPES.enumValue("MODULE_STATE_UNFORMED"));
    assertEquals(-1, TYPES.enumValue("RPM_INVALID"));
    assertEquals(2, TYPES.enumValue("PERF_TXN_TRANSACTION"));
    assertThrows(NoSuchTypeException.class, () -> TYPES.enumValue("NO_SUCH_VALUE"));
  }

  @Test
  void functionsHavePrototypes() {
    assertEquals("int _printk(const char *fmt, ...)", CPrinter.prototype(TYPES, "_printk"));
    assertEquals(
        "struct proc_dir_entry *proc_create(const char *name, umode_t mode, "
            + "struct proc_dir_entry *parent, const struct proc_ops *proc_ops)",
        CPrinter.prototype(TYPES, "proc_create"));
    assertEquals("", CPrinter.prototype(TYPES, "no_such_function"));
  }

  @Test
  void definitionsAreReadable() {
    assertEquals(
        """
        struct list_head {
        	struct list_head *next;	/* 0 8 */
        	struct list_head *prev;	/* 8 8 */
        } /* size: 16 */;
        """,
        CPrinter.definition(TYPES, TYPES.id("struct list_head")));
    String operations = CPrinter.definition(TYPES, TYPES.id("struct file_operations"));
    assertTrue(
        operations.contains("\tint (*open)(struct inode *, struct file *);\t/* 112 8 */\n"),
        operations);
    assertTrue(
        CPrinter.definition(TYPES, TYPES.id("enum module_state"))
            .startsWith("enum module_state {\n\tMODULE_STATE_LIVE = 0,\n"));
  }
}
