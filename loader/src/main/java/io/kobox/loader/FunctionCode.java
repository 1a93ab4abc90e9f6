package io.kobox.loader;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A function as it stands in a module file. */
public final class FunctionCode {
  private static final int RELA_BYTES = 24;
  private static final int R_X86_64_PC32 = 2;
  private static final int R_X86_64_PLT32 = 4;

  private final int section;
  private final long offset;
  private final byte[] code;
  private final Map<Long, String> references;

  private FunctionCode(int section, long offset, byte[] code, Map<Long, String> references) {
    this.section = section;
    this.offset = offset;
    this.code = code;
    this.references = references;
  }

  /** The number of its section. */
  public int section() {
    return section;
  }

  /** Where it begins there. */
  public long offset() {
    return offset;
  }

  /** Its bytes, not relocated; not copied. */
  public byte[] code() {
    return code;
  }

  /** The symbols that relocations put into its section, by their offset there. */
  public Map<Long, String> references() {
    return references;
  }

  /** The function of that name; null if the module has none. */
  public static @Nullable FunctionCode find(ElfModule module, String name)
      throws ModuleLoadException {
    ModuleSymbols symbols = new ModuleSymbols(module);
    for (int i = 1; i < symbols.count(); i++) {
      int number = symbols.section(i);
      if (number > 0
          && number < module.sectionCount()
          && module.section(number).has(SectionHeader.SHF_EXECINSTR)
          && symbols.name(i).equals(name)) {
        SectionHeader section = module.section(number);
        long offset = symbols.value(i);
        byte[] code = module.file().copy(section.offset() + offset, symbols.size(i));
        return new FunctionCode(number, offset, code, references(module, symbols, section));
      }
    }
    return null;
  }

  private static Map<Long, String> references(
      ElfModule module, ModuleSymbols symbols, SectionHeader section) throws ModuleLoadException {
    Map<Long, String> references = new TreeMap<>();
    for (SectionHeader relocations : module.sections()) {
      if (relocations.type() != SectionHeader.SHT_RELA || relocations.info() != section.index()) {
        continue;
      }
      for (long done = 0; done + RELA_BYTES <= relocations.size(); done += RELA_BYTES) {
        long entry = relocations.offset() + done;
        int type = module.file().s32(entry + 8);
        int symbol = module.file().s32(entry + 12);
        if (symbol < 0 || symbol >= symbols.count()) {
          throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
        }
        // counted from the field, but the CPU counts from the instruction's end, 4 bytes later
        boolean relative = type == R_X86_64_PC32 || type == R_X86_64_PLT32;
        long addend = module.file().u64(entry + 16) + (relative ? Integer.BYTES : 0);
        references.put(module.file().u64(entry), text(module, symbols, symbol, addend));
      }
    }
    return references;
  }

  private static String text(ElfModule module, ModuleSymbols symbols, int symbol, long addend)
      throws ModuleLoadException {
    String name = symbols.name(symbol);
    int section = symbols.section(symbol);
    if (name.isEmpty() && section > 0 && section < module.sectionCount()) {
      name = module.section(section).name();
    }
    return addend == 0
        ? name
        : name + (addend < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(addend));
  }
}
