package io.kobox.loader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code tag=value} strings of a module's .modinfo section, in order. */
public final class ModInfo {
  static final ModInfo EMPTY = new ModInfo(List.of());

  /** One string: what stands before the first '=' and after it. */
  public record Entry(String tag, String value) {}

  private final List<Entry> entries;

  private ModInfo(List<Entry> entries) {
    this.entries = entries;
  }

  /** Reads a section's contents; strings without '=' are passed over. */
  public static ModInfo parse(ByteBuffer section) {
    byte[] bytes = new byte[section.remaining()];
    section.duplicate().get(bytes);
    List<Entry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == 0) {
        String text = new String(bytes, start, i - start, StandardCharsets.ISO_8859_1);
        int equals = text.indexOf('=');
        if (equals > 0) {
          entries.add(new Entry(text.substring(0, equals), text.substring(equals + 1)));
        }
        start = i + 1;
      }
    }
    return new ModInfo(entries);
  }

  /** All strings. */
  public List<Entry> entries() {
    return entries;
  }

  /** get_modinfo: the first value of {@code tag}. */
  public @Nullable String get(String tag) {
    for (Entry entry : entries) {
      if (entry.tag().equals(tag)) {
        return entry.value();
      }
    }
    return null;
  }

  /** Every value of {@code tag}. */
  public List<String> all(String tag) {
    return entries.stream().filter(e -> e.tag().equals(tag)).map(Entry::value).toList();
  }
}
