package io.kobox.gdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The loaded modules as gdb's XML of shared libraries: each with the place of every section that
 * its file wants in memory, in the file's order; those that the kernel did not keep are where
 * nothing is.
 */
final class LibraryList {
  private static final int SECTION_HEADERS = 40;
  private static final int SECTION_COUNT = 60;
  private static final int NAMES = 62;
  private static final int HEADER_SIZE = 64;
  private static final long ALLOCATED = 2;

  /** Above the modules and the kernel's fixed mappings. */
  private static final Long NOWHERE = 0xffffffffff700000L;

  private LibraryList() {}

  static String xml(List<LoadedModule> modules) {
    StringBuilder xml = new StringBuilder("<library-list>\n");
    for (LoadedModule module : modules) {
      xml.append("<library name=\"").append(escape(TargetFiles.pathOf(module))).append("\">\n");
      for (String section : allocatedSections(module.file())) {
        long address = module.sections().getOrDefault(section, NOWHERE);
        xml.append("<section address=\"0x").append(Long.toHexString(address)).append("\"/>\n");
      }
      xml.append("</library>\n");
    }
    return xml.append("</library-list>\n").toString();
  }

  /** The names of the sections with SHF_ALLOC; none if the file is damaged. */
  static List<String> allocatedSections(byte[] file) {
    List<String> names = new ArrayList<>();
    try {
      ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int headers = Math.toIntExact(elf.getLong(SECTION_HEADERS));
      int count = elf.getShort(SECTION_COUNT) & 0xffff;
      int strings =
          Math.toIntExact(elf.getLong(headers + (elf.getShort(NAMES) & 0xffff) * HEADER_SIZE + 24));
      for (int i = 1; i < count; i++) {
        int header = headers + i * HEADER_SIZE;
        if ((elf.getLong(header + 8) & ALLOCATED) != 0) {
          names.add(string(elf, strings + elf.getInt(header)));
        }
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      return List.of();
    }
    return names;
  }

  private static String string(ByteBuffer elf, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at; elf.get(i) != 0; i++) {
      text.append((char) (elf.get(i) & 0xff));
    }
    return text.toString();
  }

  /** Text as XML has it. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
