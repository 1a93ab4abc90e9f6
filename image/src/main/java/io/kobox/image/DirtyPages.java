package io.kobox.image;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kobox.checkpoint.CheckpointException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * The pages of a copy-on-write mapping of a file that are no longer the file's
 * (Documentation/admin-guide/mm/pagemap.rst).
 */
final class DirtyPages {
  static final int PAGE = 4096;

  private static final Path PAGEMAP = Path.of("/proc/self/pagemap");
  private static final long PRESENT_OR_SWAPPED = 3L << 62;
  private static final long OF_FILE = 1L << 61;

  /** So many entries are read at a time. */
  private static final int CHUNK = 1 << 15;

  private DirtyPages() {}

  /**
   * The numbers of the pages of {@code memory} that were written.
   *
   * @throws CheckpointException if the host does not tell
   */
  static BitSet of(MemorySegment memory) throws CheckpointException {
    BitSet dirty = new BitSet();
    try (FileChannel pagemap = FileChannel.open(PAGEMAP, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate((long) CHUNK * Long.BYTES, Long.BYTES);
      ByteBuffer buffer = entries.asByteBuffer();
      long first = memory.address() / PAGE;
      long pages = memory.byteSize() / PAGE;
      for (long done = 0; done < pages; done += CHUNK) {
        int count = (int) Math.min(CHUNK, pages - done);
        buffer.clear().limit(count * Long.BYTES);
        if (pagemap.read(buffer, (first + done) * Long.BYTES) != count * Long.BYTES) {
          throw new IOException("too short");
        }
        for (int i = 0; i < count; i++) {
          long entry = entries.getAtIndex(JAVA_LONG, i);
          if ((entry & PRESENT_OR_SWAPPED) != 0 && (entry & OF_FILE) == 0) {
            dirty.set((int) done + i);
          }
        }
      }
      return dirty;
    } catch (IOException e) {
      throw new CheckpointException(
          "the host does not tell which memory was written: " + e.getMessage());
    }
  }
}
