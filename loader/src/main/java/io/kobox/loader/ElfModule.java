package io.kobox.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.fornwall.jelf.ElfException;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSectionHeader;
import org.jspecify.annotations.Nullable;

/**
 * A module file whose headers are sound, and its sections (kernel/module/main.c:
 * elf_validity_check, setup_load_info).
 */
public final class ElfModule {
  private final ByteBuffer file;
  private final List<Section> sections;
  private @Nullable ModInfo modInfo;
  private String name = "";
  private Section symbolTable;
  private Section stringTable;
  private Section thisModule;
  private @Nullable Section versions;
  private @Nullable Section perCpu;

  private ElfModule(ByteBuffer file, List<Section> sections) {
    this.file = file;
    this.sections = sections;
    this.symbolTable = sections.getFirst();
    this.stringTable = sections.getFirst();
    this.thisModule = sections.getFirst();
  }

  /** elf_validity_check: the checks in the kernel's order, with its messages. */
  public static ElfModule parse(byte[] bytes) throws ModuleLoadException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    checkHeader(file);
    List<Section> sections = readSections(bytes, file);
    checkSections(file, sections);
    return new ElfModule(file, sections);
  }

  /** Raw bytes here: jelf gives up at the first oddity, the kernel words each. */
  private static void checkHeader(ByteBuffer file) throws ModuleLoadException {
    long length = file.capacity();
    if (length < Elf.EHDR_SIZE) {
      throw ModuleLoadException.noExec("Invalid ELF header len " + length);
    }
    if (file.getInt(0) != 0x464c457f) {
      throw ModuleLoadException.noExec("Invalid ELF header magic: != \177ELF");
    }
    int type = u16(file, 16);
    if (type != Elf.ET_REL) {
      throw ModuleLoadException.noExec("Invalid ELF header type: " + type + " != " + Elf.ET_REL);
    }
    int machine = u16(file, 18);
    if (machine != Elf.EM_X86_64) {
      throw ModuleLoadException.noExec("Invalid architecture in ELF header: " + machine);
    }
    if (u16(file, 58) != Elf.SHDR_SIZE) {
      throw ModuleLoadException.noExec("Invalid ELF section header size");
    }
    long headers = file.getLong(40);
    int count = u16(file, 60);
    if (Long.compareUnsigned(headers, length) >= 0
        || (long) count * Elf.SHDR_SIZE > length - headers) {
      throw ModuleLoadException.noExec("Invalid ELF section header overflow");
    }
    int names = u16(file, 62);
    if (names == Elf.SHN_UNDEF || names >= count) {
      throw ModuleLoadException.noExec(
          "Invalid ELF section name index: "
              + names
              + " || e_shstrndx ("
              + names
              + ") >= e_shnum ("
              + count
              + ")");
    }
    checkNames(file, (int) headers + names * Elf.SHDR_SIZE);
  }

  private static void checkNames(ByteBuffer file, int header) throws ModuleLoadException {
    long offset = file.getLong(header + 24);
    long size = file.getLong(header + 32);
    if (!isInside(file, offset, size)) {
      throw ModuleLoadException.noExec(
          "Invalid ELF section hdr(type " + Integer.toUnsignedString(file.getInt(header + 4)) + ")");
    }
    if (size == 0) {
      throw ModuleLoadException.noExec("empty section name table");
    }
    if (file.get((int) (offset + size - 1)) != 0) {
      throw ModuleLoadException.noExec(
          "ELF Spec violation: section name table isn't null terminated");
    }
  }

  /** validate_section_offset. */
  private static boolean isInside(ByteBuffer file, long offset, long size) {
    long end = offset + size;
    return Long.compareUnsigned(end, offset) >= 0
        && Long.compareUnsigned(end, file.capacity()) <= 0;
  }

  private static int u16(ByteBuffer file, int at) {
    return file.getShort(at) & 0xffff;
  }

  private static List<Section> readSections(byte[] bytes, ByteBuffer file)
      throws ModuleLoadException {
    List<Section> sections = new ArrayList<>();
    try {
      ElfFile elf = ElfFile.from(bytes);
      int namesHeader = (int) file.getLong(40) + u16(file, 62) * Elf.SHDR_SIZE;
      long names = file.getLong(namesHeader + 24);
      long namesSize = file.getLong(namesHeader + 32);
      for (int i = 0; i < u16(file, 60); i++) {
        ElfSectionHeader header = elf.getSection(i).header;
        long nameAt = Integer.toUnsignedLong(header.sh_name);
        String name = nameAt < namesSize ? string(file, names + nameAt) : "";
        sections.add(
            new Section(
                i,
                name,
                header.sh_type,
                header.sh_flags,
                header.sh_offset,
                header.sh_size,
                header.sh_link,
                header.sh_info,
                header.sh_addralign));
      }
    } catch (ElfException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
    }
    return sections;
  }

  private static void checkSections(ByteBuffer file, List<Section> sections)
      throws ModuleLoadException {
    int header = (int) file.getLong(40);
    if (file.getInt(header + 4) != Elf.SHT_NULL
        || file.getLong(header + 32) != 0
        || file.getLong(header + 16) != 0) {
      throw ModuleLoadException.noExec(
          "ELF Spec violation: section 0 type("
              + file.getInt(header + 4)
              + ")!=SH_NULL or non-zero len or addr");
    }
    Section names = sections.get(u16(file, 62));
    for (Section section : sections.subList(1, sections.size())) {
      checkSection(file, section, names, sections.size());
    }
  }

  private static void checkSection(ByteBuffer file, Section section, Section names, int count)
      throws ModuleLoadException {
    if (section.type() == Elf.SHT_NULL || section.isNoBits()) {
      return;
    }
    int link = section.link();
    if (section.type() == Elf.SHT_SYMTAB
        && (link == Elf.SHN_UNDEF || Integer.compareUnsigned(link, count) >= 0)) {
      throw ModuleLoadException.noExec(
          "Invalid ELF sh_link!=SHN_UNDEF("
              + link
              + ") or (sh_link("
              + link
              + ") >= hdr->e_shnum("
              + count
              + ")");
    }
    String where =
        "(section " + section.index() + " type " + Integer.toUnsignedString(section.type()) + ")";
    if (!isInside(file, section.offset(), section.size())) {
      throw ModuleLoadException.noExec("Invalid ELF section in module " + where);
    }
    int nameAt = file.getInt((int) file.getLong(40) + section.index() * Elf.SHDR_SIZE);
    if (section.isAllocated()
        && Long.compareUnsigned(Integer.toUnsignedLong(nameAt), names.size()) >= 0) {
      throw ModuleLoadException.noExec("Invalid ELF section name in module " + where);
    }
  }

  /**
   * setup_load_info: finds the parts that every module has.
   *
   * @param nameOffset where struct module has its name
   * @param ignoreVersions MODULE_INIT_IGNORE_MODVERSIONS
   */
  public void setUp(int nameOffset, boolean ignoreVersions) throws ModuleLoadException {
    Section info = find(".modinfo");
    ModInfo tags = info == null ? ModInfo.EMPTY : ModInfo.parse(contents(info));
    modInfo = tags;
    String given = tags.get("name");
    String shown = given == null ? "(missing .modinfo section or name field)" : given;
    Section symbols =
        sections.stream().filter(s -> s.type() == Elf.SHT_SYMTAB).findFirst().orElse(null);
    if (symbols == null) {
      throw new ModuleLoadException(
          ModuleLoadException.ENOEXEC, 4, shown + ": module has no symbols (stripped?)");
    }
    symbolTable = symbols;
    stringTable = sections.get(symbols.link());
    Section module = find(".gnu.linkonce.this_module");
    if (module == null) {
      throw new ModuleLoadException(
          ModuleLoadException.ENOEXEC, 4, shown + ": No module found in object");
    }
    if (module.isNoBits() || module.size() < nameOffset + 64) {
      throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
    }
    thisModule = module;
    // the kernel goes on with the name in struct module, whatever .modinfo says
    name = boundedString(module.offset() + nameOffset, 56);
    versions = ignoreVersions ? null : find("__versions");
    perCpu = find(".data..percpu");
  }

  /** find_sec: the allocated section of that name. */
  public @Nullable Section find(String wanted) {
    for (Section section : sections.subList(1, sections.size())) {
      if (section.isAllocated() && section.name().equals(wanted)) {
        return section;
      }
    }
    return null;
  }

  /** find_any_sec: the section of that name, allocated or not. */
  public @Nullable Section findAny(String wanted) {
    for (Section section : sections.subList(1, sections.size())) {
      if (section.name().equals(wanted)) {
        return section;
      }
    }
    return null;
  }

  /** All sections; the index is the ELF section index. */
  public List<Section> sections() {
    return sections;
  }

  /** The module's name, out of its struct module. */
  public String name() {
    return name;
  }

  /** What the load's messages call it before it is laid out: .modinfo's name, else its own. */
  public String infoName() {
    String given = modInfo().get("name");
    return given == null ? name : given;
  }

  public ModInfo modInfo() {
    return modInfo == null ? ModInfo.EMPTY : modInfo;
  }

  public Section thisModule() {
    return thisModule;
  }

  /** The section __versions, null if there is none or it is ignored. */
  public @Nullable Section versions() {
    return versions;
  }

  public @Nullable Section perCpu() {
    return perCpu;
  }

  Section symbolTable() {
    return symbolTable;
  }

  Section stringTable() {
    return stringTable;
  }

  ByteBuffer file() {
    return file;
  }

  /** A section's bytes in the file. */
  public ByteBuffer contents(Section section) {
    return section.isNoBits()
        ? ByteBuffer.allocate(0)
        : file.slice((int) section.offset(), (int) section.size())
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The C string at {@code at} in the string table; empty when it lies outside. */
  String symbolName(int at) {
    long offset = Integer.toUnsignedLong(at);
    return stringTable.isNoBits() || offset >= stringTable.size()
        ? ""
        : boundedString(stringTable.offset() + offset, stringTable.size() - offset);
  }

  private String boundedString(long at, long limit) {
    return string(file, at, Math.min(at + limit, file.capacity()));
  }

  private static String string(ByteBuffer file, long at) {
    return string(file, at, file.capacity());
  }

  /** The bytes from {@code at} to the first zero, at most to {@code stop}. */
  private static String string(ByteBuffer file, long at, long stop) {
    int end = (int) at;
    while (end < stop && file.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - (int) at];
    file.get((int) at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
