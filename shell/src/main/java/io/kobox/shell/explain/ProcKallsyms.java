package io.kobox.shell.explain;

import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** /proc/kallsyms, by address. */
final class ProcKallsyms {
  /** No function is longer; what follows the last one of a module is not known. */
  private static final long MOST_BYTES = 1 << 16;

  private static final long PAGE_SIZE = 4096;

  private static final String TEXT_TYPES = "tTwW";

  private final TreeMap<Long, String[]> symbols = new TreeMap<>(Long::compareUnsigned);

  /** A function of a module. */
  record Function(long address, int length, String module) {}

  private ProcKallsyms() {}

  static ProcKallsyms read(Session session) throws ErrnoException {
    ProcKallsyms result = new ProcKallsyms();
    String text =
        new String(ExplainCommand.read(session, "/proc/kallsyms"), StandardCharsets.ISO_8859_1);
    for (String line : text.lines().toList()) {
      // ffffffffc0000000 t hello_init	[hello]
      String[] words = line.split("[ \t]+", -1);
      if (words.length >= 3) {
        result.symbols.putIfAbsent(
            Long.parseUnsignedLong(words[0], 16),
            new String[] {words[1], words[2], words.length > 3 ? words[3] : ""});
      }
    }
    return result;
  }

  /** The module's function of that name; of several the first. */
  @Nullable Function find(String name) {
    for (Map.Entry<Long, String[]> entry : symbols.entrySet()) {
      String[] symbol = entry.getValue();
      if (symbol[1].equals(name) && !symbol[2].isEmpty() && TEXT_TYPES.contains(symbol[0])) {
        return new Function(
            entry.getKey(), length(entry.getKey()), symbol[2].substring(1, symbol[2].length() - 1));
      }
    }
    return null;
  }

  /** To the next function; the last one has at most the rest of its page. */
  private int length(long address) {
    Map.Entry<Long, String[]> next = symbols.higherEntry(address);
    while (next != null && next.getKey() - address <= MOST_BYTES) {
      if (TEXT_TYPES.contains(next.getValue()[0])) {
        return (int) (next.getKey() - address);
      }
      next = symbols.higherEntry(next.getKey());
    }
    return (int) (PAGE_SIZE - (address & (PAGE_SIZE - 1)));
  }

  /** {@code name} or {@code name+0x12}; null below the first symbol. */
  @Nullable String nameOf(long address) {
    Map.Entry<Long, String[]> entry = symbols.floorEntry(address);
    if (entry == null || address - entry.getKey() > MOST_BYTES) {
      return null;
    }
    long offset = address - entry.getKey();
    return entry.getValue()[1] + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
  }
}
