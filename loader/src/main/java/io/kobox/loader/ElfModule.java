package io.kobox.loader;

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
      throw invalid("Invalid ELF section hdr(type " + Integer.toUnsignedString(names.type()) + ")");
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
    }
  }

  /**
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
    versionsIndex = (flags & MODULE_INIT_IGNORE_MODVERSIONS) != 0 ? 0 : findSection("__versions");
    percpuIndex = findSection(".data..percpu");
  }

  /**
   * rewrite_section_headers(): .modinfo and __versions are not kept. (The sections' addresses in
   * the temporary copy are their file offsets here.)
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
  public String name() {
    return name;
  }

  /** mod-&gt;name: the one in the file's struct module. The module is registered under this one. */
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
  }
}
