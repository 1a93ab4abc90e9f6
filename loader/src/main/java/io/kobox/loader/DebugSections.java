package io.kobox.loader;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The sections of a module file that the kernel never loads, such as {@code .debug_line}:
 * uncompressed, and relocated as the linker would.
 */
public final class DebugSections {
  private static final long SHF_COMPRESSED = 1 << 11;
  private static final int ELFCOMPRESS_ZLIB = 1;
  private static final int ELFCOMPRESS_ZSTD = 2;
  private static final int COMPRESSION_HEADER = 24;

  /** No section of a real module comes near; a hostile one claims more than there is memory. */
  private static final long MOST_BYTES = 256L << 20;

  private static final int RELA_BYTES = 24;
  private static final int R_X86_64_64 = 1;
  private static final int R_X86_64_32 = 10;
  private static final int R_X86_64_32S = 11;
  private static final int R_X86_64_PC32 = 2;
  private static final int R_X86_64_PC64 = 24;

  private final ElfModule module;
  private final IntToLongFunction addressOf;
  private final Map<String, byte[]> done = new HashMap<>();

  /**
   * The sections of a module after setup_load_info().
   *
   * @param addressOf where a section that takes memory is, by its number in the file
   */
  public DebugSections(ElfModule module, IntToLongFunction addressOf) {
    this.module = module;
    this.addressOf = addressOf;
  }

  /** Whether there is such a section. */
  public boolean has(String name) {
    return module.findAnySection(name) != 0;
  }

  /**
   * The contents of a section, empty if there is none. Not copied.
   *
   * @throws ModuleLoadException if the file is damaged there
   */
  public byte[] contents(String name) throws ModuleLoadException {
    byte[] contents = done.get(name);
    if (contents == null) {
      int index = module.findAnySection(name);
      contents = index == 0 ? new byte[0] : relocated(module.section(index));
      done.put(name, contents);
    }
    return contents;
  }

  private byte[] relocated(SectionHeader section) throws ModuleLoadException {
    if (section.type() == SectionHeader.SHT_NOBITS) {
      return new byte[0];
    }
    byte[] contents = module.file().copy(section.offset(), section.size());
    if (section.has(SHF_COMPRESSED)) {
      contents = uncompress(contents);
    }
    for (SectionHeader relocations : module.sections()) {
      if (relocations.type() == SectionHeader.SHT_RELA && relocations.info() == section.index()) {
        relocate(contents, relocations);
      }
    }
    return contents;
  }

  private static byte[] uncompress(byte[] compressed) throws ModuleLoadException {
    ElfView header = new ElfView(compressed, compressed.length);
    long size = header.u64(8);
    if (size < 0 || size > MOST_BYTES) {
      throw damaged();
    }
    byte[] bytes = new byte[(int) size];
    int length = compressed.length - COMPRESSION_HEADER;
    return switch (header.s32(0)) {
      case ELFCOMPRESS_ZLIB -> {
        try (Inflater inflater = new Inflater()) {
          inflater.setInput(compressed, COMPRESSION_HEADER, length);
          if (inflater.inflate(bytes) != bytes.length) {
            throw damaged();
          }
          yield bytes;
        } catch (DataFormatException e) {
          throw damaged();
        }
      }
      case ELFCOMPRESS_ZSTD -> {
        try {
          new ZstdJavaDecompressor()
              .decompress(compressed, COMPRESSION_HEADER, length, bytes, 0, bytes.length);
          yield bytes;
        } catch (RuntimeException e) {
          throw damaged();
        }
      }
      default -> throw damaged();
    };
  }

  private void relocate(byte[] contents, SectionHeader relocations) throws ModuleLoadException {
    ElfView file = module.file();
    ModuleSymbols symbols = new ModuleSymbols(module);
    ElfView target = new ElfView(contents, contents.length);
    for (long done = 0; done + RELA_BYTES <= relocations.size(); done += RELA_BYTES) {
      long entry = relocations.offset() + done;
      long offset = file.u64(entry);
      int type = file.s32(entry + 8);
      int symbol = file.s32(entry + 12);
      if (symbol < 0 || symbol >= symbols.count()) {
        throw damaged();
      }
      long value = value(symbols, symbol) + file.u64(entry + 16);
      switch (type) {
        case R_X86_64_64 -> target.put64(offset, value);
        case R_X86_64_32, R_X86_64_32S -> target.put32(offset, (int) value);
        case R_X86_64_PC32 -> target.put32(offset, (int) (value - offset));
        case R_X86_64_PC64 -> target.put64(offset, value - offset);
        default -> {} // R_X86_64_NONE and what no debug section has
      }
    }
  }

  private long value(ModuleSymbols symbols, int symbol) throws ModuleLoadException {
    int section = symbols.section(symbol);
    boolean placed =
        section > 0 && section < module.sectionCount() && module.section(section).isAllocated();
    return symbols.value(symbol) + (placed ? addressOf.applyAsLong(section) : 0);
  }

  private static ModuleLoadException damaged() {
    return new ModuleLoadException(ModuleLoadException.ENOEXEC);
  }
}
