package io.kobox.loader;

<<<<<<< HEAD
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
=======
import static io.kobox.loader.ModuleLoadException.ENOEXEC;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.fornwall.jelf.ElfFile;
import org.jspecify.annotations.Nullable;

/**
 * A module file while it is being loaded: kernel/module/main.c's struct load_info. Its methods are
 * called in load_module()'s order: {@link #elfValidityCheck}, {@link #setupLoadInfo}, {@link
 * #rewriteSectionHeaders}; then a {@link ModuleLayout} is made of it.
 */
public final class ElfModule {
  /** include/uapi/linux/module.h: finit_module()'s flag, do not look at __versions. */
  public static final int MODULE_INIT_IGNORE_MODVERSIONS = 1;

  /** include/uapi/linux/module.h: finit_module()'s flag, do not look at vermagic. */
  public static final int MODULE_INIT_IGNORE_VERMAGIC = 2;

  private static final int HEADER_BYTES = 64;
  private static final String NAMELESS = "(missing .modinfo section or name field)";
  // struct module: state, list, then name[MODULE_NAME_LEN] on every 64-bit kernel
  private static final int MODULE_NAME_OFFSET = 24;
  private static final int MODULE_NAME_LEN = 56;

  private final ElfView file;
  private final SectionHeader[] sections;
  private String name = "";
  private int symbolIndex;
  private int stringIndex;
  private int infoIndex;
  private int moduleIndex;
  private int versionsIndex;
  private int percpuIndex;

  private ElfModule(ElfView file, SectionHeader[] sections) {
    this.file = file;
    this.sections = sections;
  }

  /**
   * elf_validity_check().
   *
   * @throws ModuleLoadException ENOEXEC with the kernel's line
   */
  public static ElfModule elfValidityCheck(ElfView file) throws ModuleLoadException {
    if (file.length() < HEADER_BYTES) {
      throw invalid("Invalid ELF header len " + file.length());
    }
    if (file.s32(0) != 0x464c457f) {
      throw invalid("Invalid ELF header magic: != \u007fELF");
    }
    if (file.u16(16) != ElfFile.ET_REL) {
      throw invalid("Invalid ELF header type: " + file.u16(16) + " != " + ElfFile.ET_REL);
    }
    if (file.u16(18) != ElfFile.ARCH_X86_64) {
      throw invalid("Invalid architecture in ELF header: " + file.u16(18));
    }
    if (file.u16(58) != SectionHeader.BYTES) {
      throw invalid("Invalid ELF section header size");
    }
    long tableOffset = file.u64(40);
    int count = file.u16(60);
    if (Long.compareUnsigned(tableOffset, file.length()) >= 0
        || (long) count * SectionHeader.BYTES > file.length() - tableOffset) {
      throw invalid("Invalid ELF section header overflow");
    }
    int namesIndex = file.u16(62);
    if (namesIndex == 0 || namesIndex >= count) {
      throw invalid(
          "Invalid ELF section name index: %d || e_shstrndx (%d) >= e_shnum (%d)"
              .formatted(namesIndex, namesIndex, count));
    }
    SectionHeader[] sections = new SectionHeader[count];
    for (int i = 0; i < count; i++) {
      sections[i] = new SectionHeader(file, tableOffset + (long) i * SectionHeader.BYTES, i);
    }
    checkNames(file, sections[namesIndex]);
    checkSections(file, sections, sections[namesIndex]);
    for (SectionHeader section : sections) {
      section.readName(file, sections[namesIndex]);
    }
    return new ElfModule(file, sections);
  }

  private static void checkNames(ElfView file, SectionHeader names) throws ModuleLoadException {
    if (!names.isInside(file.length())) {
      throw invalid(
          "Invalid ELF section hdr(type " + Integer.toUnsignedString(names.type()) + ")");
    }
    if (names.size() == 0) {
      throw invalid("empty section name table");
    }
    if (file.u8(names.offset() + names.size() - 1) != 0) {
      throw invalid("ELF Spec violation: section name table isn't null terminated");
    }
  }

  private static void checkSections(ElfView file, SectionHeader[] sections, SectionHeader names)
      throws ModuleLoadException {
    SectionHeader zero = sections[0];
    if (zero.type() != SectionHeader.SHT_NULL || zero.size() != 0 || zero.address() != 0) {
      throw invalid(
          "ELF Spec violation: section 0 type(%d)!=SH_NULL or non-zero len or addr"
              .formatted(zero.type()));
    }
    for (int i = 1; i < sections.length; i++) {
      SectionHeader section = sections[i];
      if (section.type() == SectionHeader.SHT_NULL || section.type() == SectionHeader.SHT_NOBITS) {
        continue;
      }
      if (section.type() == SectionHeader.SHT_SYMTAB
          && (section.link() == 0
              || Integer.compareUnsigned(section.link(), sections.length) >= 0)) {
        throw invalid(
            "Invalid ELF sh_link!=SHN_UNDEF(%d) or (sh_link(%d) >= hdr->e_shnum(%d)"
                .formatted(section.link(), section.link(), sections.length));
      }
      String where = "(section " + i + " type " + Integer.toUnsignedString(section.type()) + ")";
      if (!section.isInside(file.length())) {
        throw invalid("Invalid ELF section in module " + where);
      }
      if (section.isAllocated() && !section.hasNameIn(names)) {
        throw invalid("Invalid ELF section name in module " + where);
      }
>>>>>>> kmod
    }
  }

  /**
<<<<<<< HEAD
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
=======
   * setup_load_info(): finds the module's name and the sections that load_module() needs.
   *
   * @param flags finit_module()'s
   * @throws ModuleLoadException ENOEXEC with the kernel's line
   */
  public void setupLoadInfo(int flags) throws ModuleLoadException {
    infoIndex = findSection(".modinfo");
    @Nullable String told = infoIndex == 0 ? null : new ModInfo(this).get("name");
    for (int i = 1; i < sections.length && symbolIndex == 0; i++) {
      if (sections[i].type() == SectionHeader.SHT_SYMTAB) {
        symbolIndex = i;
        stringIndex = sections[i].link();
      }
    }
    if (symbolIndex == 0) {
      throw refused((told == null ? NAMELESS : told) + ": module has no symbols (stripped?)");
    }
    moduleIndex = findSection(".gnu.linkonce.this_module");
    if (moduleIndex == 0) {
      throw refused((told == null ? NAMELESS : told) + ": No module found in object");
    }
    name = told == null ? moduleName() : told;
    versionsIndex =
        (flags & MODULE_INIT_IGNORE_MODVERSIONS) != 0 ? 0 : findSection("__versions");
    percpuIndex = findSection(".data..percpu");
  }

  /**
   * rewrite_section_headers(): .modinfo and __versions are not kept. (The sections' addresses in the
   * temporary copy are their file offsets here.)
   */
  public void rewriteSectionHeaders() {
    sections[versionsIndex].clearFlags(SectionHeader.SHF_ALLOC);
    sections[infoIndex].clearFlags(SectionHeader.SHF_ALLOC);
  }

  /** find_sec(): the number of the allocated section of that name, 0 if there is none. */
  public int findSection(String wanted) {
    for (int i = 1; i < sections.length; i++) {
      if (sections[i].isAllocated() && sections[i].name().equals(wanted)) {
        return i;
      }
    }
    return 0;
  }

  /** find_any_sec(): the number of the section of that name, allocated or not, 0 if none. */
  public int findAnySection(String wanted) {
    for (int i = 1; i < sections.length; i++) {
      if (sections[i].name().equals(wanted)) {
        return i;
      }
    }
    return 0;
  }

  /** info-&gt;name: .modinfo's name, else struct module's. */
>>>>>>> kmod
  public String name() {
    return name;
  }

<<<<<<< HEAD
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
=======
  /**
   * mod-&gt;name: the one in the file's struct module. The module is registered under this one.
   */
  public String moduleName() throws ModuleLoadException {
    long at = sections[moduleIndex].offset() + MODULE_NAME_OFFSET;
    return file.string(at, at + MODULE_NAME_LEN - 1);
  }

  /** The file, without an appended signature. */
  public ElfView file() {
    return file;
  }

  /** All sections, in the file's order. */
  public List<SectionHeader> sections() {
    return Collections.unmodifiableList(Arrays.asList(sections));
  }

  /** The section with that number. */
  public SectionHeader section(int index) {
    return sections[index];
  }

  int sectionCount() {
    return sections.length;
  }

  /** The symbol table. */
  public SectionHeader symbolSection() {
    return sections[symbolIndex];
  }

  /** The symbols' names. */
  public SectionHeader stringSection() {
    return sections[stringIndex];
  }

  /** .gnu.linkonce.this_module, which becomes the struct module. */
  public SectionHeader moduleSection() {
    return sections[moduleIndex];
  }

  /** .modinfo, or section 0, which is empty. */
  public SectionHeader infoSection() {
    return sections[infoIndex];
  }

  /** __versions, or section 0, which is empty. */
  public SectionHeader versionsSection() {
    return sections[versionsIndex];
  }

  /** .data..percpu, or section 0, which is empty. */
  public SectionHeader percpuSection() {
    return sections[percpuIndex];
  }

  private static ModuleLoadException invalid(String text) {
    return new ModuleLoadException(ENOEXEC, LogLine.error(text));
  }

  private static ModuleLoadException refused(String text) {
    return new ModuleLoadException(ENOEXEC, LogLine.warning(text));
>>>>>>> kmod
  }
}
