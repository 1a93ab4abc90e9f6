package io.kobox.image;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a module that the image kernel is loading. Of its copy (kernel/module/main.c:
 * load_info's hdr) load_module changes the section headers alone; what it relocates it has moved
 * away before.
 */
final class LoadedFile {
  private static final int HEADER = 64;
  private static final int WITHOUT_CONTENT = 8;
  private static final int MOST_BYTES = 256 << 20;

  private LoadedFile() {}

  /**
   * Reads the file out of the kernel's memory; null if what is there is none.
   *
   * @param file where the kernel's copy is
   * @param headers where its section headers are
   */
  static @Nullable ElfModule read(GuestMemory memory, long file, long headers, int count) {
    try {
      long end = headers - file + (long) count * HEADER;
      for (int i = 0; i < count; i++) {
        long header = headers + (long) i * HEADER;
        if (memory.getInt(header + 4) != WITHOUT_CONTENT) {
          end = Math.max(end, memory.getLong(header + 24) + memory.getLong(header + 32));
        }
      }
      if (end <= 0 || end > MOST_BYTES) {
        return null;
      }
      byte[] bytes = memory.bytes(file, (int) end);
      ElfModule module =
          ElfModule.elfValidityCheck(new ModuleFile(bytes).signatureCheck(0).module());
      module.setupLoadInfo(0);
      return module;
    } catch (PageFaultException | ModuleLoadException e) {
      return null;
    }
  }
}
